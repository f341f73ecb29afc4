package dev.bantam.evaluate.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The F1 of words in common, from 0 to 1, as SQuAD 2.0's {@code evaluate-v2.0.py} computes it
 * (Rajpurkar et al., 2018): lower case, without ASCII punctuation and the articles a, an, the.
 */
final class TokenF1 {
  private TokenF1() {}

  static double of(String answer, String reference) {
    List<String> a = words(answer);
    List<String> r = words(reference);
    if (a.isEmpty() || r.isEmpty()) {
      return a.equals(r) ? 1 : 0;
    }
    return Words.f1(Words.common(Words.ngrams(a, 1), Words.ngrams(r, 1)), a.size(), r.size());
  }

  private static List<String> words(String text) {
    StringBuilder plain = new StringBuilder();
    text.toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(c -> !isPunctuation(c))
        .forEach(plain::appendCodePoint);
    List<String> words = new ArrayList<>();
    for (String word : Words.split(plain.toString())) {
      words.addAll(withoutArticles(word));
    }
    return words;
  }

  private static boolean isPunctuation(int c) {
    return c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c);
  }

  /**
   * What remains of a word. An article counts where no letter or digit is beside it, so that one
   * between two dashes leaves two words.
   */
  private static List<String> withoutArticles(String word) {
    StringBuilder rest = new StringBuilder();
    int end = 0;
    for (int i = 0; i < word.length(); i = end) {
      end = i;
      while (end < word.length() && Character.isLetterOrDigit(word.codePointAt(end))) {
        end += Character.charCount(word.codePointAt(end));
      }
      if (end == i) {
        end += Character.charCount(word.codePointAt(i));
        rest.append(word, i, end);
      } else {
        String run = word.substring(i, end);
        rest.append(isArticle(run) ? " " : run);
      }
    }
    return Words.split(rest.toString());
  }

  private static boolean isArticle(String word) {
    return word.equals("a") || word.equals("an") || word.equals("the");
  }
}
