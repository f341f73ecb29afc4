package dev.bantam.generate.sample;

/**
 * Nucleus sampling (arXiv 1904.09751): keeps the most likely tokens whose probabilities together
 * reach {@code p}.
 */
final class TopP implements Sampler {
  /** Tried first, since the nucleus is mostly small and a full sort is slow. */
  private static final int FIRST = 256;

  /** How many times as many are tried next. */
  private static final int MORE = 16;

  private final float p;
  private final int minKeep;

  TopP(float p, int minKeep) {
    this.p = p;
    this.minKeep = minKeep;
  }

  @Override
  public void apply(Candidates candidates) {
    candidates.softmax();
    int size = candidates.size();
    if (candidates.sorted()) {
      candidates.keepTop(nucleus(candidates, size, true));
      return;
    }
    int most = FIRST;
    for (; most < size; most *= MORE) {
      candidates.rank(most);
      int n = nucleus(candidates, most, false);
      if (n < most) {
        candidates.keepRanked(n);
        return;
      }
    }
    candidates.rank(size);
    candidates.keepRanked(nucleus(candidates, size, false));
  }

  /** How many of the first {@code limit} are kept. */
  private int nucleus(Candidates candidates, int limit, boolean sorted) {
    float sum = 0;
    for (int i = 0; i < limit; i++) {
      sum += candidates.probability(sorted ? i : candidates.ranked(i));
      if (sum >= p && i + 1 >= minKeep) {
        return i + 1;
      }
    }
    return limit;
  }
}
