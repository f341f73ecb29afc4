package dev.bantam.generate.sample;

/** Keeps the {@code k} most likely tokens. */
final class TopK implements Sampler {
  private final int k;

  TopK(int k) {
    this.k = k;
  }

  @Override
  public void apply(Candidates candidates) {
    candidates.keepTop(k);
  }
}
