package dev.bantam.generate.sample;

/**
 * Keeps logits within {@code n} standard deviations of the largest (arXiv 2411.07641); the others
 * become -infinity.
 */
final class TopNSigma implements Sampler {
  private final float n;

  TopNSigma(float n) {
    this.n = n;
  }

  @Override
  public void apply(Candidates candidates) {
    int size = candidates.size();
    double sum = 0;
    int finite = 0;
    for (int i = 0; i < size; i++) {
      if (candidates.logit(i) != Float.NEGATIVE_INFINITY) {
        sum += candidates.logit(i);
        finite++;
      }
    }
    if (size <= 1 || finite == 0) {
      return;
    }
    double mean = sum / finite;
    double squares = 0;
    for (int i = 0; i < size; i++) {
      if (candidates.logit(i) != Float.NEGATIVE_INFINITY) {
        squares += (candidates.logit(i) - mean) * (candidates.logit(i) - mean);
      }
    }
    double min = candidates.logit(candidates.best()) - n * Math.sqrt(squares / finite);
    for (int i = 0; i < size; i++) {
      if (candidates.logit(i) < min) {
        candidates.setLogit(i, Float.NEGATIVE_INFINITY);
      }
    }
  }
}
