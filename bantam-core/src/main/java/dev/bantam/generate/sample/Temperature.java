package dev.bantam.generate.sample;

/**
 * Divides logits by a temperature above 0. With a range, the temperature follows the entropy
 * between {@code t - range} and {@code t + range}: {@code (entropy / greatest possible) ^ exponent}
 * of the way.
 */
final class Temperature implements Sampler {
  private final float temperature;
  private final float range;
  private final float exponent;

  Temperature(float temperature, float range, float exponent) {
    this.temperature = temperature;
    this.range = range;
    this.exponent = exponent;
  }

  @Override
  public void apply(Candidates candidates) {
    float t = range > 0 ? dynamic(candidates) : temperature;
    if (t > 0) {
      candidates.divide(t);
    } else {
      candidates.keepTop(1);
    }
  }

  private float dynamic(Candidates candidates) {
    if (candidates.size() <= 1) {
      return 1;
    }
    candidates.softmax();
    double entropy = 0;
    for (int i = 0; i < candidates.size(); i++) {
      float p = candidates.probability(i);
      entropy -= p > 0 ? p * Math.log(p) : 0;
    }
    float min = Math.max(0, temperature - range);
    float max = temperature + range;
    double share = Math.pow(entropy / Math.log(candidates.size()), exponent);
    return (float) (min + (max - min) * share);
  }
}
