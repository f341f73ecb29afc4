package dev.bantam.evaluate.metric;

import java.util.List;
import java.util.Locale;

/**
 * ROUGE (Lin, 2004), the F1 of a pair from 0 to 1, as Google's {@code rouge_score} computes it
 * without stemming: words are runs of a-z and 0-9 after lower-casing, so that letters of other
 * alphabets part words. {@code rouge-l} is that of whole texts, not of their lines.
 */
final class Rouge {
  private Rouge() {}

  private static List<String> words(String text) {
    return Words.runs(
        text.toLowerCase(Locale.ROOT), c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
  }

  /** ROUGE-N: n-grams in common. */
  static double n(int n, String answer, String reference) {
    List<String> a = words(answer);
    List<String> r = words(reference);
    int common = Words.common(Words.ngrams(a, n), Words.ngrams(r, n));
    return Words.f1(common, a.size() - n + 1, r.size() - n + 1);
  }

  /** ROUGE-L: the longest common subsequence. */
  static double l(String answer, String reference) {
    List<String> a = words(answer);
    List<String> r = words(reference);
    return Words.f1(longestCommonSubsequence(a, r), a.size(), r.size());
  }

  private static int longestCommonSubsequence(List<String> a, List<String> b) {
    int[] lengths = new int[b.size() + 1]; // of a's words so far with b's first j
    for (String word : a) {
      int diagonal = 0;
      for (int j = 1; j <= b.size(); j++) {
        int above = lengths[j];
        lengths[j] = word.equals(b.get(j - 1)) ? diagonal + 1 : Math.max(above, lengths[j - 1]);
        diagonal = above;
      }
    }
    return lengths[b.size()];
  }
}
