package dev.bantam.tasks.write;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long a text may be. Words are what stands between white space, characters are code points; 0
 * is no bound.
 */
public record Length(int minWords, int maxWords, int minChars, int maxChars) {
  /** Of any length. */
  public static final Length ANY = new Length(0, 0, 0, 0);

  public Length {
    check("words", minWords, maxWords);
    check("characters", minChars, maxChars);
  }

  private static void check(String what, int min, int max) {
    if (min < 0 || max < 0 || (max > 0 && min > max)) {
      throw new IllegalArgumentException("no text has %d to %d %s".formatted(min, max, what));
    }
  }

  /** What is wrong with a text's length; nothing if it is within the bounds. */
  List<String> problems(String text) {
    List<String> problems = new ArrayList<>();
    int words = words(text);
    int chars = text.codePointCount(0, text.length());
    if (words < minWords) {
      problems.add("has %d words, fewer than %d".formatted(words, minWords));
    }
    if (maxWords > 0 && words > maxWords) {
      problems.add("has %d words, more than %d".formatted(words, maxWords));
    }
    if (chars < minChars) {
      problems.add("has %d characters, fewer than %d".formatted(chars, minChars));
    }
    if (maxChars > 0 && chars > maxChars) {
      problems.add("has %d characters, more than %d".formatted(chars, maxChars));
    }
    return problems;
  }

  /**
   * The longest beginning of a text that ends with a sentence and is not too long; the text itself
   * where there is none.
   *
   * @param whole whether the text's end is the end of a sentence, rather than where it was broken
   *     off
   */
  String cut(String text, boolean whole) {
    if (whole && fits(text)) {
      return text;
    }
    BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
    sentences.setText(text);
    for (int end = sentences.last(); end > 0; end = sentences.previous()) {
      String beginning = text.substring(0, end).strip();
      if (endsSentence(beginning) && fits(beginning)) {
        return beginning;
      }
    }
    return text;
  }

  /** Whether a text ends as sentences do. */
  static boolean endsSentence(String text) {
    int end = text.length();
    while (end > 0 && "\"')]\u201d\u2019\u00bb".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return end > 0 && ".!?\u2026\u3002\uff01\uff1f".indexOf(text.charAt(end - 1)) >= 0;
  }

  private boolean fits(String text) {
    return (maxWords == 0 || words(text) <= maxWords)
        && (maxChars == 0 || text.codePointCount(0, text.length()) <= maxChars);
  }

  /** Whether a text is too long, and more so with each word to come. */
  boolean isPassed(String text) {
    return !fits(text.strip());
  }

  /** For the model: {@code 20 to 60 words}; empty without bounds. */
  String inWords() {
    return maxWords > 0 || minWords > 0
        ? range(minWords, maxWords, "words")
        : maxChars > 0 || minChars > 0 ? range(minChars, maxChars, "characters") : "";
  }

  private static String range(int min, int max, String what) {
    return min == 0
        ? "at most %d %s".formatted(max, what)
        : max == 0
            ? "at least %d %s".formatted(min, what)
            : "%d to %d %s".formatted(min, max, what);
  }

  /** A text without quotation marks around all of it. */
  static String unquoted(String text) {
    boolean quoted =
        text.length() > 1 && text.startsWith("\"") && text.indexOf('"', 1) == text.length() - 1;
    return quoted ? text.substring(1, text.length() - 1).strip() : text;
  }

  /** These bounds for what stands beside a text that is there already. */
  Length without(String other) {
    int words = words(other);
    int chars = other.codePointCount(0, other.length());
    return new Length(
        Math.max(0, minWords - words),
        less(maxWords, words),
        Math.max(0, minChars - chars),
        less(maxChars, chars));
  }

  private static int less(int max, int taken) {
    return max == 0 ? 0 : Math.max(1, max - taken);
  }

  static int words(String text) {
    int words = 0;
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      boolean space = Character.isWhitespace(text.charAt(i));
      words += !space && !inside ? 1 : 0;
      inside = !space;
    }
    return words;
  }
}
