package dev.bantam.evaluate.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How far a summary is made of its source's own words: without a model, a hint at what may be made
 * up. Words are runs of letters and digits, in lower case.
 *
 * <p>Coverage, density and compression are those of Grusky et al., 2018 (Newsroom, section 4.1):
 * the summary is read from left to right as fragments, each the longest run of words from there on
 * that the source has. Coverage is the share of the words that are in fragments, density the sum of
 * the fragments' squared lengths by the number of words, compression the words of the source by
 * those of the summary; all 0 for a summary without words. Source: {@code
 * newsroom/analyze/fragments.py}.
 */
final class Extraction {
  private Extraction() {}

  static double coverage(Example example) {
    return perWord(example, 1);
  }

  static double density(Example example) {
    return perWord(example, 2);
  }

  static double compression(Example example) {
    double words = Words.alphanumeric(example.answer()).size();
    return words == 0 ? 0 : Words.alphanumeric(example.source()).size() / words;
  }

  private static double perWord(Example example, int power) {
    List<String> summary = Words.alphanumeric(example.answer());
    List<String> source = Words.alphanumeric(example.source());
    double sum = 0;
    for (int length : fragments(summary, source)) {
      sum += Math.pow(length, power);
    }
    return summary.isEmpty() ? 0 : sum / summary.size();
  }

  /** The lengths of the fragments. */
  private static List<Integer> fragments(List<String> summary, List<String> source) {
    List<Integer> lengths = new ArrayList<>();
    int start = 0;
    while (start < summary.size()) {
      int longest = longest(summary.subList(start, summary.size()), source);
      if (longest > 0) {
        lengths.add(longest);
      }
      start += Math.max(1, longest);
    }
    return lengths;
  }

  /**
   * The longest beginning of a list that is found in another. The search goes on after each match,
   * not within it, as the paper's does.
   */
  private static int longest(List<String> beginning, List<String> source) {
    int longest = 0;
    int at = 0;
    while (at < source.size()) {
      int length = 0;
      while (length < beginning.size()
          && at + length < source.size()
          && beginning.get(length).equals(source.get(at + length))) {
        length++;
      }
      longest = Math.max(longest, length);
      at += Math.max(1, length);
    }
    return longest;
  }

  /** The summary's n-grams that the source has not; all of its. */
  static double[] novel(int n, Example example) {
    List<String> summary = Words.alphanumeric(example.answer());
    Set<List<String>> known = Words.ngrams(Words.alphanumeric(example.source()), n).keySet();
    double[] novel = new double[2];
    Words.ngrams(summary, n)
        .forEach(
            (gram, count) -> {
              novel[0] += known.contains(gram) ? 0 : count;
              novel[1] += count;
            });
    return novel;
  }

  /** Names of the summary that the source has; all of its. As {@link Faithfulness} finds them. */
  static double[] names(Example example) {
    int all = Faithfulness.names(example.answer()).size();
    int unsupported = Faithfulness.unsupportedNames(example.answer(), example.source()).size();
    return new double[] {all - unsupported, all};
  }
}
