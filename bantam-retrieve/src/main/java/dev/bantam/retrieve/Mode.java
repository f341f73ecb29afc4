package dev.bantam.retrieve;

import java.util.Locale;

/** By what passages are found. */
public enum Mode {
  /** The question's words (Robertson and Zaragoza, 2009). */
  BM25(0.25),
  /** The cosine of its vector and theirs. */
  VECTORS(0.4),
  /** Both. */
  HYBRID(0.3);

  private final double threshold;

  Mode(double threshold) {
    this.threshold = threshold;
  }

  /**
   * The score that the best passage has at least, mostly, if the answer is in the documents:
   * measured with {@code minilm} in {@code docs/tasks/ask.md}.
   */
  public double threshold() {
    return threshold;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
