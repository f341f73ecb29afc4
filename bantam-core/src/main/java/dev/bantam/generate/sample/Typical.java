package dev.bantam.generate.sample;

/**
 * Locally typical sampling (arXiv 2202.00666): keeps the tokens whose surprise is nearest to the
 * entropy, until their probabilities together exceed {@code p}.
 */
final class Typical implements Sampler {
  /** Tried first, since few are mostly enough and a full sort is slow. */
  private static final int FIRST = 256;

  /** How many times as many are tried next. */
  private static final int MORE = 16;

  private final float p;
  private final int minKeep;
  private float[] distance = new float[0];

  Typical(float p, int minKeep) {
    this.p = p;
    this.minKeep = minKeep;
  }

  @Override
  public void apply(Candidates candidates) {
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
    float sum = 0;
    int n = 0;
    int ordered = 0;
    while (n < size && (sum <= p || n < minKeep)) {
      if (n == ordered) {
        ordered = Math.min(size, ordered == 0 ? FIRST : ordered * MORE);
        candidates.order(distance, ordered);
      }
      sum += candidates.probability(candidates.ranked(n));
      n++;
    }
    candidates.keepOrdered(n);
  }
}
