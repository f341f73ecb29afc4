package dev.bantam.tokenizer;

import dev.bantam.format.Limits;
import dev.bantam.format.MalformedFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pairs that a BPE model merges, the first ones first, as they are written in its file.
 *
 * @param left [n]
 * @param right [n]
 */
record Merges(String[] left, String[] right) {
  static final Merges NONE = new Merges(new String[0], new String[0]);

  int size() {
    return left.length;
  }

  /** From texts of the form {@code "left right"}, in which {@code left} may begin with a space. */
  static Merges parse(String source, String[] texts) throws MalformedFileException {
    checkCount(source, texts.length);
    String[] left = new String[texts.length];
    String[] right = new String[texts.length];
    for (int i = 0; i < texts.length; i++) {
      int space = texts[i].indexOf(' ', 1);
      left[i] = space < 0 ? "" : texts[i].substring(0, space);
      right[i] = space < 0 ? "" : texts[i].substring(space + 1);
    }
    return new Merges(left, right);
  }

  /** From JSON: texts of the form {@code "left right"}, or pairs. */
  static Merges parse(String source, List<?> list) throws MalformedFileException {
    checkCount(source, list.size());
    String[] left = new String[list.size()];
    String[] right = new String[list.size()];
    for (int i = 0; i < left.length; i++) {
      Object merge = list.get(i);
      if (merge instanceof String text && text.indexOf(' ') >= 0) {
        int space = text.indexOf(' ');
        left[i] = text.substring(0, space);
        right[i] = text.substring(space + 1);
      } else if (merge instanceof List<?> pair
          && pair.size() == 2
          && pair.get(0) instanceof String first
          && pair.get(1) instanceof String second) {
        left[i] = first;
        right[i] = second;
      } else {
        throw new MalformedFileException(
            source, -1, "merge " + i + " is not a pair of strings: " + shown(merge));
      }
    }
    return new Merges(left, right);
  }

  private static void checkCount(String source, int count) throws MalformedFileException {
    if (count > Limits.MERGES) {
      throw new MalformedFileException(
          source, -1, count + " merges; at most " + Limits.MERGES + " are read");
    }
  }

  private static String shown(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }
}
