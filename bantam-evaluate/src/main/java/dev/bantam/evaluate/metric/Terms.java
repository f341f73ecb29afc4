package dev.bantam.evaluate.metric;

import java.util.Optional;

/** Finds words and phrases in texts, as whole words. */
public final class Terms {
  private Terms() {}

  /** Where a term stands: from {@code start} to before {@code end}. */
  public record Span(int start, int end) {
    /** Whether both have a character in common. */
    public boolean overlaps(Span other) {
      return start < other.end && other.start < end;
    }
  }

  /** A text with its words one space apart, in which terms are looked for. */
  public static String spaced(String text) {
    return String.join(" ", Words.split(text));
  }

  /**
   * The first place of a term at or after an index.
   *
   * <p>No letter or digit stands beside it, unless its own character there is none. After {@code *}
   * at its end, it may go on with letters: {@code Datei*} is found in {@code Dateien}. A term
   * without capitals is found in any case, one with capitals only as it is written.
   *
   * @param text with its words one space apart
   * @param term not empty, with its words one space apart
   */
  public static Optional<Span> find(String text, String term, int from) {
    boolean open = term.endsWith("*") && term.length() > 1;
    String fixed = open ? term.substring(0, term.length() - 1) : term;
    boolean anyCase = fixed.codePoints().noneMatch(Character::isUpperCase);
    for (int start = from; start + fixed.length() <= text.length(); start++) {
      if (text.regionMatches(anyCase, start, fixed, 0, fixed.length())
          && (start == 0 || isBoundary(text, start))) {
        int end = start + fixed.length();
        while (open && end < text.length() && Character.isLetter(text.codePointAt(end))) {
          end += Character.charCount(text.codePointAt(end));
        }
        if (end == text.length() || isBoundary(text, end)) {
          return Optional.of(new Span(start, end));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isBoundary(String text, int at) {
    return !Character.isLetterOrDigit(text.codePointBefore(at))
        || !Character.isLetterOrDigit(text.codePointAt(at));
  }
}
