package dev.bantam.evaluate.metric;

import java.util.List;

/**
 * chrF2 of a set with one reference each (Popović, 2015): the F-score, with recall twice as
 * important as precision, of n-grams of 1 to 6 characters without white space. As sacreBLEU 2
 * computes it by default: {@code nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no}.
 */
final class Chrf extends Metric.OfPairs {
  private static final int ORDER = 6;
  private static final double BETA_SQUARED = 4;

  /** For each n: n-grams of the answer (none if the reference has none), the reference, both. */
  @Override
  double[] statistics(String answer, String reference) {
    List<Integer> a = characters(answer);
    List<Integer> r = characters(reference);
    double[] statistics = new double[3 * ORDER];
    for (int n = 1; n <= ORDER; n++) {
      int inReference = Math.max(0, r.size() - n + 1);
      statistics[3 * n - 3] = inReference == 0 ? 0 : Math.max(0, a.size() - n + 1);
      statistics[3 * n - 2] = inReference;
      statistics[3 * n - 1] = Words.common(Words.ngrams(a, n), Words.ngrams(r, n));
    }
    return statistics;
  }

  private static List<Integer> characters(String text) {
    return text.codePoints().filter(c -> !Words.isSpace(c)).boxed().toList();
  }

  @Override
  public double value(double[] sums) {
    double precision = 0;
    double recall = 0;
    int orders = 0;
    for (int n = 0; n < ORDER; n++) {
      if (sums[3 * n] > 0 && sums[3 * n + 1] > 0) {
        precision += sums[3 * n + 2] / sums[3 * n];
        recall += sums[3 * n + 2] / sums[3 * n + 1];
        orders++;
      }
    }
    if (precision + recall == 0) {
      return 0;
    }
    precision /= orders;
    recall /= orders;
    return 100 * (1 + BETA_SQUARED) * precision * recall / (BETA_SQUARED * precision + recall);
  }
}
