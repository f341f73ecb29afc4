package dev.bantam.tasks.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The words of a text as they are compared: in lower case, cut after six letters, which takes away
 * most endings of European languages; a character each of scripts without spaces.
 */
public final class Stems {
  private static final int LETTERS = 6;

  private Stems() {}

  /** The stems, in their order. */
  public static List<String> of(String text) {
    List<String> stems = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int c : text.toLowerCase(Locale.ROOT).codePoints().toArray()) {
      if (Character.isIdeographic(c)) {
        end(word, stems);
        stems.add(Character.toString(c));
      } else if (Character.isLetterOrDigit(c)) {
        word.appendCodePoint(c);
      } else if (c != '\u2019' && c != '\'') {
        end(word, stems);
      }
    }
    end(word, stems);
    return stems;
  }

  private static void end(StringBuilder word, List<String> stems) {
    if (!word.isEmpty()) {
      boolean number = Character.isDigit(word.codePointAt(0));
      stems.add(number || word.length() <= LETTERS ? word.toString() : word.substring(0, LETTERS));
      word.setLength(0);
    }
  }
}
