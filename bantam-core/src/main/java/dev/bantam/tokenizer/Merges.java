package dev.bantam.tokenizer;

import dev.bantam.format.Limits;
import dev.bantam.format.MalformedFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pairs that a BPE model merges, the first ones first, as they are written in its file.
 *
 * @param texts [n] left part, space, right part; either part may hold more spaces
 * @param spaces [n] where the space between the parts is
 */
record Merges(String[] texts, int[] spaces) {
  static final Merges NONE = new Merges(new String[0], new int[0]);

  int size() {
    return texts.length;
  }

  String left(int rank) {
    return texts[rank].substring(0, spaces[rank]);
  }

  String right(int rank) {
    return texts[rank].substring(spaces[rank] + 1);
  }

  /** From texts of the form {@code "left right"}, in which {@code left} may begin with a space. */
  static Merges parse(String source, String[] texts) throws MalformedFileException {
    checkCount(source, texts.length);
    int[] spaces = new int[texts.length];
    for (int i = 0; i < texts.length; i++) {
      spaces[i] = texts[i].indexOf(' ', 1);
      if (spaces[i] < 0) {
        throw wrong(source, i, texts[i]);
      }
    }
    return new Merges(texts, spaces);
  }

  /** From JSON: texts of the form {@code "left right"}, or pairs. */
  static Merges parse(String source, List<?> list) throws MalformedFileException {
    checkCount(source, list.size());
    String[] texts = new String[list.size()];
    int[] spaces = new int[texts.length];
    for (int i = 0; i < texts.length; i++) {
      Object merge = list.get(i);
      if (merge instanceof String text && text.indexOf(' ') >= 0) {
        texts[i] = text;
        spaces[i] = text.indexOf(' ');
      } else if (merge instanceof List<?> pair
          && pair.size() == 2
          && pair.get(0) instanceof String left
          && pair.get(1) instanceof String right) {
        texts[i] = left + ' ' + right;
        spaces[i] = left.length();
      } else {
        throw wrong(source, i, merge);
      }
    }
    return new Merges(texts, spaces);
  }

  private static void checkCount(String source, int count) throws MalformedFileException {
    if (count > Limits.MERGES) {
      throw new MalformedFileException(
          source, -1, count + " merges; at most " + Limits.MERGES + " are read");
    }
  }

  private static MalformedFileException wrong(String source, int rank, @Nullable Object merge) {
    String text = String.valueOf(merge);
    String shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
    return new MalformedFileException(source, -1, "merge " + rank + " is no pair: " + shown);
  }
}
