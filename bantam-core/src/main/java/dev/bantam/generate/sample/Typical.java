package dev.bantam.generate.sample;

/**
 * Locally typical sampling (arXiv 2202.00666): keeps the tokens whose surprise is nearest to the
 * entropy, until their probabilities together exceed {@code p}.
 */
final class Typical implements Sampler {
  private final float p;
  private final int minKeep;
  private float[] distance = new float[0];

  Typical(float p, int minKeep) {
    this.p = p;
    this.minKeep = minKeep;
  }

  @Override
  public void apply(Candidates candidates) {
    candidates.sort();
    candidates.softmax();
    int size = candidates.size();
    double entropy = 0;
    for (int i = 0; i < size; i++) {
      float q = candidates.probability(i);
      entropy -= q > 0 ? q * Math.log(q) : 0;
    }
    if (distance.length < size) {
      distance = new float[size];
    }
    for (int i = 0; i < size; i++) {
      distance[i] = (float) Math.abs(-Math.log(candidates.probability(i)) - entropy);
    }
    candidates.order(distance);
    float sum = 0;
    int n = 0;
    while (n < size && (sum <= p || n < minKeep)) {
      sum += candidates.probability(candidates.ranked(n));
      n++;
    }
    candidates.keepOrdered(n);
  }
}
