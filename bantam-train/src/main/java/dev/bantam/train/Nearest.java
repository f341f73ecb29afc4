package dev.bantam.train;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what a user may have meant by a name that is not known. */
public final class Nearest {
  private Nearest() {}

  /**
   * The end of a message: the known name that takes the fewest edits, if those are less than half
   * of the word.
   *
   * @return {@code "; did you mean 'NAME'?"}, or nothing
   */
  public static String suggestion(String word, Collection<String> known) {
    Optional<String> nearest = known.stream().min(Comparator.comparingInt(k -> edits(word, k)));
    return nearest
        .filter(k -> 2 * edits(word, k) < Math.max(word.length(), k.length()))
        .map(k -> "; did you mean '" + k + "'?")
        .orElse("");
  }

  /** Letters to insert, delete or change (Levenshtein's distance). */
  private static int edits(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
