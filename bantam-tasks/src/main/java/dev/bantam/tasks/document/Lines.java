package dev.bantam.tasks.document;

import java.util.stream.Collectors;

/** What lines of a page or of a text file look like. */
final class Lines {
  private static final int LONGEST_HEADING = 80;
  private static final String BULLETS = "-*+•‣◦▪–o";

  private Lines() {}

  /** With one space for each run of white space. */
  static String collapsed(CharSequence text) {
    StringBuilder collapsed = new StringBuilder(text.length());
    boolean space = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || c == '\u00a0') {
        space = !collapsed.isEmpty();
      } else if (c != '\u00ad' && c != '\u200b') {
        collapsed.append(space ? " " : "").append(c);
        space = false;
      }
    }
    return collapsed.toString();
  }

  /** Without white space at the ends of lines and without empty lines around them. */
  static String trimmed(CharSequence text) {
    String lines =
        text.toString().lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
    int start = 0;
    while (start < lines.length() && lines.charAt(start) == '\n') {
      start++;
    }
    return lines.substring(start).stripTrailing();
  }

  /**
   * Adds a line to a paragraph; a word that was parted at the end of the last one is whole again.
   */
  static void join(StringBuilder paragraph, String line) {
    String next = line.strip();
    int last = paragraph.length() - 1;
    boolean parted =
        last > 0
            && (paragraph.charAt(last) == '-' || paragraph.charAt(last) == '\u2010')
            && Character.isLetter(paragraph.charAt(last - 1))
            && !next.isEmpty()
            && Character.isLowerCase(next.codePointAt(0));
    if (parted) {
      paragraph.setLength(last);
    } else if (last >= 0) {
      paragraph.append(' ');
    }
    paragraph.append(next);
  }

  /** Whether a line begins an item of a list: {@code - one}, {@code 2) two}, {@code (c) three}. */
  static boolean isItem(String line) {
    String text = line.strip();
    int space = text.indexOf(' ');
    if (space < 1 || space > 5) {
      return false;
    }
    String mark = text.substring(0, space);
    if (space == 1) {
      return BULLETS.contains(mark);
    }
    boolean closed = mark.endsWith(")") || mark.endsWith(".");
    String number = mark.substring(mark.startsWith("(") ? 1 : 0, space - 1);
    boolean digits = number.chars().allMatch(c -> c >= '0' && c <= '9');
    return closed && !number.isEmpty() && (digits || (number.length() == 1 && mark.endsWith(")")));
  }

  /** How deep a line stands that is a heading with a number, such as {@code 2.1. Scope}; else 0. */
  static int numberedHeading(String line) {
    if (line.length() > LONGEST_HEADING || line.isEmpty() || !isDigitOrCapital(line.charAt(0))) {
      return 0;
    }
    int space = line.indexOf(' ');
    String title = space < 0 ? "" : line.substring(space).strip();
    if (title.isEmpty() || !Character.isUpperCase(title.codePointAt(0)) || isSentence(title)) {
      return 0;
    }
    int parts = 0;
    boolean inside = false;
    for (int i = 0; i < space; i++) {
      boolean dot = line.charAt(i) == '.';
      boolean digit = line.charAt(i) >= '0' && line.charAt(i) <= '9';
      boolean letter = i == 0 && !digit && !dot;
      if ((dot && !inside) || !(dot || digit || letter)) {
        return 0;
      }
      parts += !dot && !inside ? 1 : 0;
      inside = !dot;
    }
    return parts > 1 || line.charAt(space - 1) == '.' || !isCapital(line.charAt(0)) ? parts : 0;
  }

  /** Whether it is a line of a table of contents, with dots before the number of the page. */
  static boolean isContents(String line) {
    return line.contains(". . . . .") || line.contains(".......");
  }

  /** Whether it is a line of capitals at the left margin, as in manual pages. */
  static boolean isCapitals(String line) {
    return line.length() <= LONGEST_HEADING
        && line.chars().filter(Character::isUpperCase).count() > 1
        && line.chars().noneMatch(Character::isLowerCase)
        && Character.isLetter(line.charAt(0))
        && !isSentence(line);
  }

  private static boolean isSentence(String title) {
    char last = title.charAt(title.length() - 1);
    return ".,;:".indexOf(last) >= 0 || title.contains(". .") || title.contains("...");
  }

  private static boolean isDigitOrCapital(char c) {
    return (c >= '0' && c <= '9') || isCapital(c);
  }

  private static boolean isCapital(char c) {
    return c >= 'A' && c <= 'Z';
  }
}
