package dev.bantam.generate.constrain;

/** The text of a grammar (GBNF) and how far it is read. */
final class GbnfText {
  private static final int SHOWN = 20;

  private final String text;
  private int at;

  GbnfText(String text) {
    this.text = text;
  }

  int at() {
    return at;
  }

  boolean atEnd() {
    return at == text.length();
  }

  boolean sees(char c) {
    return !atEnd() && text.charAt(at) == c;
  }

  boolean take(char c) {
    boolean sees = sees(c);
    at += sees ? 1 : 0;
    return sees;
  }

  void expect(String what) {
    if (!text.startsWith(what, at)) {
      throw wrong("expected '" + what + "', not " + shown());
    }
    at += what.length();
  }

  /** Takes spaces, tabs and comments, and line ends if they count as space here. */
  void skipSpace(boolean lines) {
    while (!atEnd()) {
      char c = text.charAt(at);
      if (c == '#') {
        while (!atEnd() && !isLineEnd()) {
          at++;
        }
      } else if (c == ' ' || c == '\t' || lines && isLineEnd()) {
        at++;
      } else {
        return;
      }
    }
  }

  private boolean isLineEnd() {
    return sees('\n') || sees('\r');
  }

  boolean takeLineEnd() {
    boolean carriage = take('\r');
    return take('\n') || carriage;
  }

  boolean isDigit() {
    return !atEnd() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  boolean isName() {
    return !atEnd() && (isDigit() || isLetter(text.charAt(at)) || sees('-'));
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  String name() {
    int from = at;
    while (isName()) {
      at++;
    }
    if (from == at) {
      throw wrong("expected the name of a rule (letters, digits, '-'), not " + shown());
    }
    return text.substring(from, at);
  }

  /** A number; whatever does not fit becomes the largest. */
  int number() {
    if (!isDigit()) {
      throw wrong("expected a number, not " + shown());
    }
    long number = 0;
    while (isDigit()) {
      number = Math.min(Integer.MAX_VALUE, 10 * number + (text.charAt(at++) - '0'));
    }
    return (int) number;
  }

  /** The text up to a character, which is taken too; empty if it does not come. */
  String upTo(char end) {
    int to = text.indexOf(end, at);
    if (to < 0) {
      return "";
    }
    String found = text.substring(at, to);
    at = to + 1;
    return found;
  }

  /** Takes the {@code -} between the ends of a range. */
  boolean takeRange() {
    boolean range = sees('-') && !text.startsWith("-]", at);
    at += range ? 1 : 0;
    return range;
  }

  /** One character of a literal or a set, escaped or as it is. */
  int character() {
    if (atEnd()) {
      throw wrong("the grammar ends inside a literal or a set of characters");
    }
    int from = at;
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    if (c == '\\') {
      c = escaped(from);
    }
    if (c > Character.MAX_CODE_POINT
        || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
      throw wrong(from, "half of a surrogate pair, or more than U+10FFFF, is no character");
    }
    return c;
  }

  private int escaped(int from) {
    char c = atEnd() ? ' ' : text.charAt(at++);
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case '\\', '"', '[', ']', '-' -> c;
      case 'x' -> hex(2, from);
      case 'u' -> hex(4, from);
      case 'U' -> hex(8, from);
      default ->
          throw wrong(
              from,
              "there is no such escape: \\n \\r \\t \\\\ \\\" \\[ \\] \\- \\x \\u \\U are known");
    };
  }

  private int hex(int digits, int from) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = atEnd() ? -1 : Character.digit(text.charAt(at), 16);
      if (digit < 0) {
        throw wrong(from, "this escape needs " + digits + " hexadecimal digits");
      }
      value = value << 4 | digit;
      at++;
    }
    return (int) Math.min(value, Integer.MAX_VALUE);
  }

  /** What comes next, for messages. */
  String shown() {
    return atEnd()
        ? "the end"
        : "'"
            + text.substring(at, Math.min(text.length(), at + SHOWN)).lines().findFirst().orElse("")
            + "'";
  }

  IllegalArgumentException wrong(String what) {
    return wrong(at, what);
  }

  IllegalArgumentException wrong(int where, String what) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < where; i++) {
      boolean newLine = text.charAt(i) == '\n';
      line += newLine ? 1 : 0;
      column = newLine ? 1 : column + 1;
    }
    return new IllegalArgumentException(
        "the grammar is wrong in line %d, column %d: %s".formatted(line, column, what));
  }
}
