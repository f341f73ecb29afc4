package dev.bantam.generate.sample;

import java.util.random.RandomGenerator;

/**
 * "Exclude top choices" (oobabooga/text-generation-webui, pull request 6335): with some
 * probability, drops all tokens at or above the threshold but the least likely of them.
 */
final class Xtc implements Sampler {
  private final float probability;
  private final float threshold;
  private final int minKeep;
  private final RandomGenerator random;

  Xtc(float probability, float threshold, int minKeep, RandomGenerator random) {
    this.probability = probability;
    this.threshold = threshold;
    this.minKeep = minKeep;
    this.random = random;
  }

  @Override
  public void apply(Candidates candidates) {
    if (candidates.size() < 2 || random.nextFloat() > probability) {
      return;
    }
    candidates.sort();
    candidates.softmax();
    int above = 0;
    while (above < candidates.size() && candidates.probability(above) >= threshold) {
      above++;
    }
    if (above > 1 && candidates.size() - (above - 1) >= minKeep) {
      candidates.dropFirst(above - 1);
    }
  }
}
