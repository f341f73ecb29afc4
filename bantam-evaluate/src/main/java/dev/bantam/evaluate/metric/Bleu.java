package dev.bantam.evaluate.metric;

import java.util.List;

/**
 * BLEU of a set with one reference each (Papineni et al., 2002): the geometric mean of the
 * precision of 1- to 4-grams, times a penalty for brevity. As sacreBLEU 2 computes it by default
 * (Post, 2018): {@code nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp}.
 */
final class Bleu extends Metric.OfPairs {
  private static final int ORDER = 4;

  /** Lengths of answer and reference; n-grams in common for each n; n-grams of the answer. */
  @Override
  double[] statistics(String answer, String reference) {
    List<String> a = Tokens13a.of(answer);
    List<String> r = Tokens13a.of(reference);
    double[] statistics = new double[2 + 2 * ORDER];
    statistics[0] = a.size();
    statistics[1] = r.size();
    for (int n = 1; n <= ORDER; n++) {
      statistics[1 + n] = Words.common(Words.ngrams(a, n), Words.ngrams(r, n));
      statistics[1 + ORDER + n] = Math.max(0, a.size() - n + 1);
    }
    return statistics;
  }

  @Override
  public double value(double[] sums) {
    double matches = 0;
    for (int n = 1; n <= ORDER; n++) {
      matches += sums[1 + n];
    }
    if (matches == 0) {
      return 0;
    }
    double logs = 0;
    double smooth = 1;
    for (int n = 1; n <= ORDER; n++) {
      double common = sums[1 + n];
      double total = sums[1 + ORDER + n];
      if (total == 0) {
        return 0; // no answer has n words
      }
      if (common == 0) {
        smooth *= 2; // "exp": the k-th precision of 0 counts as 1 / (2^k total)
        common = 1 / smooth;
      }
      logs += Math.log(common / total);
    }
    double brevity = sums[0] < sums[1] ? Math.exp(1 - sums[1] / sums[0]) : 1;
    return 100 * brevity * Math.exp(logs / ORDER);
  }
}
