package dev.bantam.evaluate.metric;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which numbers and names of a text its source does not have: without a model, a hint at what was
 * made up. As the metrics {@code number-faithfulness} and {@code name-faithfulness} see them.
 */
public final class Faithfulness {
  private Faithfulness() {}

  /**
   * The numbers of a text that do not stand in its source, as they are written. Points and commas
   * between digits say nothing: {@code 1,000} is {@code 1000}.
   */
  public static List<String> unsupportedNumbers(String text, String source) {
    Set<String> known = new LinkedHashSet<>(Markup.of(source).numbers());
    List<String> unsupported = new ArrayList<>();
    for (Markup.Span span : Markup.spans(text)) {
      String written = text.substring(span.start(), span.end());
      if (span.number() && !known.contains(Markup.digits(written))) {
        unsupported.add(written);
      }
    }
    return unsupported;
  }

  /**
   * The names of a text that do not stand in its source. A name is a word with a capital at its
   * beginning that is not the first of a line, and not after a mark that ends a sentence, a colon
   * or a quotation mark; in German, every noun is one.
   */
  public static List<String> unsupportedNames(String text, String source) {
    Set<String> known = new LinkedHashSet<>(Words.alphanumeric(source));
    return names(text).stream()
        .filter(name -> !known.containsAll(Words.alphanumeric(name)))
        .toList();
  }

  /** All names of a text. */
  static List<String> names(String text) {
    List<String> names = new ArrayList<>();
    for (String line : text.lines().toList()) {
      boolean first = true;
      for (String piece : Words.split(line)) {
        for (String word : Words.runs(piece, Character::isLetterOrDigit)) {
          if (!first && Character.isUpperCase(word.codePointAt(0))) {
            names.add(word);
          }
          first = false;
        }
        first = first || endsSentence(piece);
      }
    }
    return names;
  }

  private static boolean endsSentence(String piece) {
    return piece.chars().anyMatch(c -> ".!?:\"\u201c\u201d\u201e\u00bb".indexOf(c) >= 0);
  }
}
