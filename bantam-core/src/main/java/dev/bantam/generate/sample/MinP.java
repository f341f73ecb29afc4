package dev.bantam.generate.sample;

/** Keeps tokens at least {@code p} times as likely as the most likely one (arXiv 2407.01082). */
final class MinP implements Sampler {
  private final float p;
  private final int minKeep;

  MinP(float p, int minKeep) {
    this.p = p;
    this.minKeep = minKeep;
  }

  @Override
  public void apply(Candidates candidates) {
    float max = candidates.logit(candidates.best());
    float min = Math.min(max, max + (float) Math.log(p));
    if (candidates.count(min) >= minKeep) {
      candidates.keepFrom(min);
    } else {
      candidates.keepTop(minKeep);
    }
  }
}
