package dev.bantam.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a backward pass needs of a forward pass: the steps that ops recorded, and the gradients of
 * the rows between them. Rows that no trained weight has a part in are not followed.
 *
 * <p>An op that computes y from x does, with a tape: if x is {@link #isLive live} or the op has a
 * trained weight, it {@link #record records} a step that reads {@code gradient(y)} and adds to
 * {@code gradient(x)} (if x is live) and to the weights' gradients. Ops do not change rows in place
 * then, except where the backward step can do without the old values.
 */
public final class Tape {
  private record Step(Rows output, boolean inPlace, Runnable backward) {}

  private final Parameters parameters;
  private final Pass.Scratch scratch;
  private final List<Step> steps = new ArrayList<>();
  private final Map<float[], float[]> gradients = new IdentityHashMap<>();
  private final Set<float[]> live = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * An empty tape.
   *
   * @param scratch where gradients take their memory from
   */
  public Tape(Parameters parameters, Pass.Scratch scratch) {
    this.parameters = parameters;
    this.scratch = scratch;
  }

  public Parameters parameters() {
    return parameters;
  }

  /** Whether any trained weight had a part in these rows. */
  public boolean isLive(Rows rows) {
    return live.contains(rows.value());
  }

  /** Follows rows that come from outside of the tape. */
  public void follow(Rows rows) {
    live.add(rows.value());
  }

  /**
   * Adds a step, which makes its output live.
   *
   * @param output what the op computed
   * @param backward takes {@code gradient(output)} back to the op's inputs and weights
   */
  public void record(Rows output, Runnable backward) {
    live.add(output.value());
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
        rows.value(), v -> scratch.borrowZeros(Math.multiplyExact(rows.n(), rows.d())));
  }

  /** Runs all steps, the last one first; afterwards the tape is empty. */
  public void backward() {
    while (!steps.isEmpty()) {
      Step step = steps.removeLast();
      step.backward.run();
      float[] gradient = step.inPlace ? null : gradients.remove(step.output.value());
      if (gradient != null) {
        scratch.giveBack(gradient);
      }
    }
    gradients.values().forEach(scratch::giveBack);
    gradients.clear();
    live.clear();
  }
}
