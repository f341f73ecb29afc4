package dev.bantam.tasks.extract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what of a record does not stand in its source: texts whose words do not follow one another
 * there, and numbers that are not there, however they are grouped. Of a date ({@code 2026-05-03})
 * the year and the day must be there as numbers. Truth values, and what the schema spells, cannot
 * be looked up.
 */
final class Support {
  private final String words;
  private final Set<String> numbers;
  private final Set<String> fixed;
  private final List<String> unsupported = new ArrayList<>();

  private Support(String source, Set<String> fixed) {
    this.words = " " + String.join(" ", words(source)) + " ";
    this.numbers = numbers(source);
    this.fixed = fixed;
  }

  /**
   * The places in a record of what is not supported, as JSON pointers: {@code /items/0/price}.
   *
   * @param fixed texts that the schema spells
   */
  static List<String> missing(Map<String, ?> record, String source, Set<String> fixed) {
    Support support = new Support(source, fixed);
    support.look("", record);
    return support.unsupported;
  }

  private void look(String path, @Nullable Object value) {
    switch (value) {
      case Map<?, ?> map ->
          map.forEach(
              (key, element) ->
                  look(
                      path + "/" + String.valueOf(key).replace("~", "~0").replace("/", "~1"),
                      element));
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          look(path + "/" + i, list.get(i));
        }
      }
      case String text when !isThere(text) -> unsupported.add(path);
      case Number number when !isThere(number) -> unsupported.add(path);
      case null, default -> {}
    }
  }

  private boolean isThere(String text) {
    if (fixed.contains(text) || words.contains(" " + String.join(" ", words(text)) + " ")) {
      return true;
    }
    return isDate(text) && hasNumber(text.substring(0, 4)) && hasNumber(text.substring(8, 10));
  }

  private boolean isThere(Number number) {
    return fixed.contains(number.toString()) || hasNumber(number.toString());
  }

  private boolean hasNumber(String number) {
    return numbers.contains(plain(number));
  }

  /** Whether a text begins as a date of ISO 8601. */
  private static boolean isDate(String text) {
    if (text.length() < 10) {
      return false;
    }
    for (int i = 0; i < 10; i++) {
      boolean dash = i == 4 || i == 7;
      if (dash ? text.charAt(i) != '-' : !isDigit(text.charAt(i))) {
        return false;
      }
    }
    return text.length() == 10 || text.charAt(10) == 'T';
  }

  /** The runs of letters and digits, in small letters. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    text.toLowerCase(Locale.ROOT)
        .codePoints()
        .forEach(
            c -> {
              if (Character.isLetterOrDigit(c)) {
                word.appendCodePoint(c);
              } else if (!word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
              }
            });
    if (!word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }

  /** Every number that a text may mean: {@code 1.299,50} is 1299.5, and 1.299 could be 1299. */
  private static Set<String> numbers(String text) {
    Set<String> numbers = new HashSet<>();
    int i = 0;
    while (i < text.length()) {
      if (!isDigit(text.charAt(i))) {
        i++;
        continue;
      }
      int from = i;
      while (i < text.length() && (isDigit(text.charAt(i)) || isInside(text, i))) {
        i++;
      }
      String run = text.substring(from, i);
      String spaceless = run.replace(" ", "").replace("\u00a0", "").replace("'", "");
      for (String reading : List.of(run, spaceless)) {
        numbers.add(plain(reading.replace(",", "")));
        numbers.add(plain(reading.replace(".", "").replace(',', '.')));
      }
      for (String part : words(run)) {
        numbers.add(plain(part));
      }
    }
    return numbers;
  }

  /** Whether a character stands between digits, as what groups them may. */
  private static boolean isInside(String text, int i) {
    return ".,' \u00a0".indexOf(text.charAt(i)) >= 0
        && i + 1 < text.length()
        && isDigit(text.charAt(i + 1));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** A number as Java writes it, without sign; the text itself if it is none. */
  private static String plain(String number) {
    String unsigned = number.startsWith("-") ? number.substring(1) : number;
    try {
      return new BigDecimal(unsigned).stripTrailingZeros().toPlainString();
    } catch (NumberFormatException e) {
      return unsigned;
    }
  }
}
