package dev.bantam.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * What a backward pass needs of a forward pass: the steps that ops recorded, and the gradients of
 * the rows between them. Rows that no trained weight has a part in are not followed.
 *
 * <p>An op that computes y from x does, with a tape: if x is {@link #isLive live} or the op has a
 * trained weight, it {@link #record records} a step that reads {@code gradient(y)} and adds to
 * {@code gradient(x)} (if x is live) and to the weights' gradients. Ops do not change rows in place
 * then, except where the backward step can do without the old values. Rows are known by identity.
 */
public final class Tape {
  private record Step(Rows output, boolean inPlace, Runnable backward) {}

  private final Parameters parameters;
  private final long seed;
  private final boolean recomputing;
  private final Pass.Scratch scratch;
  private final List<Step> steps = new ArrayList<>();
  private final IdentityHashMap<Rows, float[]> gradients = new IdentityHashMap<>();
  private final Set<Rows> live = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * An empty tape.
   *
   * @param seed of what is left out at random
   * @param recomputing whether blocks are run again on the way back rather than remembered
   * @param scratch where gradients take their memory from
   */
  public Tape(Parameters parameters, long seed, boolean recomputing, Pass.Scratch scratch) {
    this.parameters = parameters;
    this.seed = seed;
    this.recomputing = recomputing;
    this.scratch = scratch;
  }

  public Parameters parameters() {
    return parameters;
  }

  boolean isRecomputing() {
    return recomputing;
  }

  /** An empty tape like this one, for a part of the network that is taken back by itself. */
  public Tape fresh() {
    return new Tape(parameters, seed, false, scratch);
  }

  /**
   * A number from 0 to 1 that follows from the seed, a place in the network and an index alone, so
   * that a part that is run again draws the same. By SplitMix64 (Steele et al., OOPSLA 2014).
   */
  float random(int place, int index) {
    long z = seed + 0x9E3779B97F4A7C15L * (((long) place << 32 | index & 0xFFFFFFFFL) + 1);
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return ((z ^ z >>> 31) >>> 40) * 0x1p-24f;
  }

  /** Whether any trained weight had a part in these rows. */
  public boolean isLive(Rows rows) {
    return live.contains(rows);
  }

  /** Follows rows that come from outside of the tape. */
  public void follow(Rows rows) {
    live.add(rows);
  }

  /**
   * Adds a step, which makes its output live.
   *
   * @param output what the op computed
   * @param backward takes {@code gradient(output)} back to the op's inputs and weights
   */
  public void record(Rows output, Runnable backward) {
    live.add(output);
    steps.add(new Step(output, false, backward));
  }

  /**
   * Adds the step of an op that changed rows in place: it turns {@code gradient(rows)} into the
   * gradient of what the rows were before.
   */
  public void recordInPlace(Rows rows, Runnable backward) {
    steps.add(new Step(rows, true, backward));
  }

  /** The loss's derivatives by these rows, [n, d], zero at first; steps add to them. */
  public float[] gradient(Rows rows) {
    return gradients.computeIfAbsent(
        rows, r -> scratch.borrowZeros(Math.multiplyExact(rows.n(), rows.d())));
  }

  /**
   * Runs all steps, the last one first. Afterwards only the gradients of rows that no step made
   * ({@link #follow}) are there.
   */
  public void backward() {
    while (!steps.isEmpty()) {
      Step step = steps.removeLast();
      step.backward.run();
      float[] gradient = step.inPlace ? null : gradients.remove(step.output);
      if (gradient != null) {
        scratch.giveBack(gradient);
      }
    }
  }

  /** Forgets everything. */
  public void clear() {
    steps.clear();
    gradients.values().forEach(scratch::giveBack);
    gradients.clear();
    live.clear();
  }
}
