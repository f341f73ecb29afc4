package dev.bantam.generate;

/**
 * How often a text's guesses were right, for each level of confidence. Guesses that were not run
 * count too, so that guessing stops and starts again as the text changes.
 */
final class Acceptance {
  /** Weight of the newest guess in the running mean. */
  private static final double NEWEST = 0.1;

  private final double[] rates;

  /**
   * @param expected [levels] chance that a guess is right, before any was seen
   */
  Acceptance(double... expected) {
    rates = expected.clone();
  }

  /** Chance that a guess of this level is right; beyond the last level, that of the last. */
  double of(int level) {
    return rates[Math.min(level, rates.length - 1)];
  }

  /** A guess of this level turned out right or wrong. */
  void saw(int level, boolean right) {
    int i = Math.min(level, rates.length - 1);
    rates[i] += ((right ? 1 : 0) - rates[i]) * NEWEST;
  }
}
