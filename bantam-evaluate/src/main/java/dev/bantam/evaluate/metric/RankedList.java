package dev.bantam.evaluate.metric;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Answers that are ranked lists: an identifier on each line, the best first, beside the identifiers
 * that are relevant, which are the example's references. As trec_eval computes them, with relevance
 * 0 or 1; a repeated identifier counts at its first place.
 */
final class RankedList {
  private RankedList() {}

  private static List<String> ranked(Example example) {
    return example
        .answer()
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .distinct()
        .toList();
  }

  /** The share of what is relevant that stands among the first {@code k}: recall_k. */
  static double recall(int k, Example example) {
    Set<String> relevant = new HashSet<>(example.required());
    long found = ranked(example).stream().limit(k).filter(relevant::contains).count();
    return (double) found / relevant.size();
  }

  /**
   * Discounted cumulative gain of the first {@code k} over the best that there could be (Järvelin
   * and Kekäläinen, 2002), with a discount of log2(rank + 1): ndcg_cut_k.
   */
  static double ndcg(int k, Example example) {
    Set<String> relevant = new HashSet<>(example.required());
    List<String> ranked = ranked(example);
    double gain = 0;
    double ideal = 0;
    for (int i = 0; i < k; i++) {
      double discount = Math.log(2) / Math.log(i + 2);
      gain += i < ranked.size() && relevant.contains(ranked.get(i)) ? discount : 0;
      ideal += i < relevant.size() ? discount : 0;
    }
    return gain / ideal;
  }

  /** One over the rank of the first that is relevant; 0 if none is: recip_rank. */
  static double reciprocalRank(Example example) {
    Set<String> relevant = new HashSet<>(example.required());
    List<String> ranked = ranked(example);
    for (int i = 0; i < ranked.size(); i++) {
      if (relevant.contains(ranked.get(i))) {
        return 1.0 / (i + 1);
      }
    }
    return 0;
  }
}
