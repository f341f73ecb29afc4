package dev.bantam.generate.sample;

import dev.bantam.generate.constrain.Constraint;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The samplers of one sequence in llama.cpp's default order, and the draw. What it draws is fixed
 * by the logits, the options, the seed and the tokens accepted so far.
 */
public final class SamplerChain {
  private final List<Sampler> samplers = new ArrayList<>();
  private final boolean greedy;
  private final @Nullable Mirostat mirostat;
  private final RandomGenerator random;
  private @Nullable Constraint constraint;

  /**
   * @param breakers for DRY; made from the options' texts and the vocabulary
   * @param vocabulary number of logits
   */
  public SamplerChain(SamplingOptions options, long seed, DryBreakers breakers, int vocabulary) {
    SplittableRandom seeded = new SplittableRandom(seed);
    greedy = options.isGreedy();
    random = seeded.split();
    mirostat =
        options.mirostat() == 0
            ? null
            : new Mirostat(
                options.mirostat(), vocabulary, options.mirostatTau(), options.mirostatEta());
    if (!options.logitBias().isEmpty()) {
      samplers.add(new LogitBias(options.logitBias()));
    }
    if (mirostat == null) {
      addPenalties(options, breakers);
      addFilters(options, seeded.split());
    } else {
      samplers.add(this::dropForbidden);
    }
    if (!greedy && (options.temperature() != 1 || options.dynamicTemperature() > 0)) {
      float range = mirostat == null ? options.dynamicTemperature() : 0;
      samplers.add(
          new Temperature(options.temperature(), range, options.dynamicTemperatureExponent()));
    }
  }

  private void addPenalties(SamplingOptions o, DryBreakers breakers) {
    boolean penalizes =
        o.repeatPenalty() != 1 || o.frequencyPenalty() != 0 || o.presencePenalty() != 0;
    if (o.penaltyLastN() != 0 && penalizes) {
      samplers.add(
          new Penalties(
              o.penaltyLastN(), o.repeatPenalty(), o.frequencyPenalty(), o.presencePenalty()));
    }
    if (o.usesDry()) {
      samplers.add(
          new Dry(o.dryMultiplier(), o.dryBase(), o.dryAllowedLength(), o.dryLastN(), breakers));
    }
  }

  private void addFilters(SamplingOptions o, RandomGenerator xtc) {
    boolean dropsBest = o.typicalP() < 1 || o.xtcProbability() > 0;
    if (greedy && !dropsBest) {
      return; // the others keep the best token, which is all that counts
    }
    samplers.add(this::dropForbidden);
    if (o.topNSigma() > 0) {
      samplers.add(new TopNSigma(o.topNSigma()));
    }
    if (o.topK() > 0) {
      samplers.add(new TopK(o.topK()));
    }
    if (o.typicalP() < 1) {
      samplers.add(new Typical(o.typicalP(), o.minKeep()));
    }
    if (o.topP() < 1) {
      samplers.add(new TopP(o.topP(), o.minKeep()));
    }
    if (o.minP() > 0) {
      samplers.add(new MinP(o.minP(), o.minKeep()));
    }
    if (o.xtcProbability() > 0 && o.xtcThreshold() <= 0.5f) {
      samplers.add(new Xtc(o.xtcProbability(), o.xtcThreshold(), o.minKeep(), xtc));
    }
  }

  /**
   * Draws only what a constraint allows from now on. All other tokens are taken away before the
   * samplers see them, so what is drawn is what they would draw of a vocabulary without these.
   */
  public void constrain(Constraint by) {
    constraint = by;
  }

  /** Whether what was drawn is complete, so that nothing may be drawn any more. */
  public boolean isOver() {
    return constraint != null && constraint.isOver();
  }

  /** Tells of a token that was drawn and now stands in the sequence. */
  public void drew(int token) {
    accept(token);
    if (constraint != null) {
      constraint.accept(token);
    }
  }

  /** Samplers before this need every token at its place; those after it are misled by the rest. */
  private void dropForbidden(Candidates candidates) {
    if (constraint != null) {
      candidates.keepFrom(-Float.MAX_VALUE);
    }
  }

  /** Tells all samplers of a token that now stands in the sequence, of the prompt or drawn. */
  public void accept(int token) {
    for (Sampler sampler : samplers) {
      sampler.accept(token);
    }
  }

  /**
   * Draws the next token; does not {@link #accept} it.
   *
   * @param logits [n] from index {@code at}
   * @param candidates for use
   * @throws IllegalStateException if a logit is NaN or infinite
   */
  public int sample(float[] logits, int at, int n, Candidates candidates) {
    if (greedy && samplers.isEmpty()) {
      int best = Candidates.best(logits, at, n);
      if (constraint == null || constraint.allows(best)) {
        return best;
      }
    }
    candidates.load(logits, at, n);
    if (constraint != null) {
      candidates.allow(constraint.allowed());
    }
    return sample(candidates);
  }

  /**
   * Draws the next token; does not {@link #accept} it.
   *
   * @param candidates freshly loaded; afterwards those that were left
   */
  int sample(Candidates candidates) {
    for (Sampler sampler : samplers) {
      sampler.apply(candidates);
    }
    if (greedy) {
      return candidates.id(candidates.best());
    }
    if (mirostat != null) {
      return candidates.id(mirostat.draw(candidates, random));
    }
    candidates.softmax();
    return candidates.id(draw(candidates, random));
  }

  /** Draws an index by the probabilities that {@link Candidates#softmax} found. */
  static int draw(Candidates candidates, RandomGenerator random) {
    double sum = 0;
    for (int i = 0; i < candidates.size(); i++) {
      sum += candidates.probability(i);
    }
    double target = random.nextDouble() * sum;
    double run = 0;
    int possible = 0;
    for (int i = 0; i < candidates.size(); i++) {
      if (candidates.probability(i) > 0) {
        possible = i;
        run += candidates.probability(i);
        if (run > target) {
          return i;
        }
      }
    }
    return possible;
  }
}
