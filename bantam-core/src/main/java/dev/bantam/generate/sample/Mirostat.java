package dev.bantam.generate.sample;

import java.util.random.RandomGenerator;

/**
 * Mirostat (arXiv 2007.14966): keeps the surprise of what is drawn near {@code tau} bits by moving
 * a bound {@code mu} after each draw. Version 1 turns the bound into a top-k by Zipf's law, version
 * 2 cuts at the bound.
 */
final class Mirostat {
  /** Tokens from which version 1 estimates the exponent of Zipf's law. */
  private static final int ESTIMATE = 100;

  private final int version;
  private final int vocabulary;
  private final float tau;
  private final float eta;
  private double mu;

  /**
   * @param version 1 or 2
   * @param tau target surprise in bits
   * @param eta learning rate of the bound
   */
  Mirostat(int version, int vocabulary, float tau, float eta) {
    this.version = version;
    this.vocabulary = vocabulary;
    this.tau = tau;
    this.eta = eta;
    this.mu = 2 * tau;
  }

  /** Draws a token's index. */
  int draw(Candidates candidates, RandomGenerator random) {
    candidates.softmax();
    candidates.keepTop(Math.max(1, version == 1 ? topK(candidates) : withinBound(candidates)));
    candidates.softmax();
    int index = SamplerChain.draw(candidates, random);
    double surprise = -Math.log(candidates.probability(index)) / Math.log(2);
    mu -= eta * (surprise - tau);
    return index;
  }

  private int topK(Candidates candidates) {
    double products = 0;
    double squares = 0;
    candidates.rank(Math.min(ESTIMATE, candidates.size()));
    for (int i = 0; i < Math.min(ESTIMATE - 1, candidates.size() - 1); i++) {
      double t = Math.log((i + 2.0) / (i + 1.0));
      float next = candidates.probability(candidates.ranked(i + 1));
      double b = Math.log(candidates.probability(candidates.ranked(i)) / next);
      products += t * b;
      squares += t * t;
    }
    double s = products / squares;
    double epsilon = s - 1;
    double k = Math.pow(epsilon * Math.pow(2, mu) / (1 - Math.pow(vocabulary, -epsilon)), 1 / s);
    return (int) k; // NaN, from a single candidate, counts as 0
  }

  private int withinBound(Candidates candidates) {
    // Most are far below the bound: a power is cheaper than all their logarithms.
    double surely = 0.999 * Math.pow(2, -mu);
    int n = 0;
    for (int i = 0; i < candidates.size(); i++) {
      float p = candidates.probability(i);
      n += p >= surely && -Math.log(p) / Math.log(2) <= mu ? 1 : 0;
    }
    return n;
  }
}
