package dev.bantam.format;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Walks over JSON text (RFC 8259) in UTF-8, and lets its caller decide what is made of it. Beyond
 * the RFC it reads the words {@code NaN}, {@code Infinity} and {@code -Infinity}, which Python
 * writes into configuration files.
 */
final class JsonScanner {
  /** Reads the value of a member; must call exactly one method that takes a value. */
  interface Member {
    void read(String key, int keyAt) throws MalformedFileException;
  }

  /** Reads an element of an array; must call exactly one method that takes a value. */
  interface Element {
    void read() throws MalformedFileException;
  }

  private static final int NUMBER_CHARS = 400;

  private final String source;
  private final byte[] text;
  private final long base;
  private int at;
  private int depth;
  private int values;
  private boolean whole; // the number scanned last has neither fraction nor exponent

  /**
   * @param source the file's name, for messages
   * @param base offset in the file at which the text begins, for messages
   * @throws MalformedFileException if the text is not UTF-8
   */
  JsonScanner(String source, byte[] text, long base) throws MalformedFileException {
    this.source = source;
    this.text = text;
    this.base = base;
    int fault = Utf8.faultAt(text, 0, text.length);
    if (fault >= 0) {
      throw wrong(fault, "not UTF-8");
    }
  }

  MalformedFileException wrong(int where, String reason) {
    return new MalformedFileException(source, base + where, reason);
  }

  int at() {
    return at;
  }

  /** The first character of the next value, which stays to be read. */
  char next() throws MalformedFileException {
    skipSpace();
    return (char) peek();
  }

  /** Reads an object; the same key may come twice. */
  void object(Member member) throws MalformedFileException {
    open('{');
    while (!closes('}')) {
      skipSpace();
      int keyAt = at;
      String key = string();
      skipSpace();
      expect(':');
      member.read(key, keyAt);
      separator('}');
    }
    depth--;
  }

  void array(Element element) throws MalformedFileException {
    open('[');
    while (!closes(']')) {
      element.read();
      separator(']');
    }
    depth--;
  }

  String string() throws MalformedFileException {
    count();
    skipSpace();
    int start = at + 1;
    boolean escaped = scanString();
    int end = at - 1;
    return escaped ? unescape(start, end) : new String(text, start, end - start, UTF_8);
  }

  /** A {@link Long}, or a {@link Double} if it is no whole number or too large for a long. */
  Object number() throws MalformedFileException {
    count();
    skipSpace();
    int start = at;
    scanNumber();
    if (whole && at - start <= 18) { // digits that surely fit a long
      return digitsFrom(start);
    }
    String number = new String(text, start, at - start, US_ASCII);
    if (whole && number.length() <= 20) { // as long as Long.MIN_VALUE
      try {
        return Long.valueOf(number);
      } catch (NumberFormatException e) { // beyond a long
        return Double.valueOf(number);
      }
    }
    double value = Double.parseDouble(number);
    if (Double.isInfinite(value) && !number.endsWith("Infinity")) {
      throw wrong(start, "a number beyond what a double holds");
    }
    return value;
  }

  private long digitsFrom(int start) {
    boolean negative = text[start] == '-';
    long value = 0;
    for (int i = negative ? start + 1 : start; i < at; i++) {
      value = 10 * value + (text[i] - '0');
    }
    return negative ? -value : value;
  }

  /** Reads {@code true}, {@code false} or {@code null}. */
  void word(String word) throws MalformedFileException {
    count();
    skipSpace();
    for (int i = 0; i < word.length(); i++) {
      if (at + i >= text.length || text[at + i] != word.charAt(i)) {
        throw wrong(at, "'" + word + "' was expected");
      }
    }
    at += word.length();
  }

  /** Checks a value of any kind, and makes nothing of it. */
  void skip() throws MalformedFileException {
    switch (next()) {
      case '{' -> skipObject();
      case '[' -> array(this::skip);
      case '"' -> {
        count();
        scanString();
      }
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> {
        count();
        scanNumber();
      }
    }
  }

  private void skipObject() throws MalformedFileException {
    open('{');
    while (!closes('}')) {
      count();
      skipSpace();
      scanString();
      skipSpace();
      expect(':');
      skip();
      separator('}');
    }
    depth--;
  }

  /** Refuses anything but white space after the value. */
  void end() throws MalformedFileException {
    skipSpace();
    if (at < text.length) {
      throw wrong(at, "text after the end of the JSON value");
    }
  }

  private void count() throws MalformedFileException {
    if (++values > Limits.JSON_VALUES) {
      throw wrong(at, "more than " + Limits.JSON_VALUES + " JSON values");
    }
  }

  private void open(char bracket) throws MalformedFileException {
    count();
    skipSpace();
    expect(bracket);
    if (++depth > Limits.JSON_DEPTH) {
      throw wrong(at - 1, "nested deeper than " + Limits.JSON_DEPTH);
    }
  }

  private boolean closes(char bracket) throws MalformedFileException {
    skipSpace();
    if (peek() != bracket) {
      return false;
    }
    at++;
    return true;
  }

  /** After a value: a comma that a value follows, or the closing bracket, which stays. */
  private void separator(char bracket) throws MalformedFileException {
    skipSpace();
    if (peek() == bracket) {
      return;
    }
    expect(',');
    skipSpace();
    if (peek() == bracket) {
      throw wrong(at, "a value was expected after ','");
    }
  }

  /** Moves behind a string's closing quote; true if it has escapes. */
  private boolean scanString() throws MalformedFileException {
    expect('"');
    boolean escaped = false;
    while (true) {
      int c = peek();
      if (c >= 0 && c < ' ') {
        throw wrong(at, "control character in a string");
      }
      at++;
      if (c == '"') {
        return escaped;
      }
      if (c == '\\') {
        escaped = true;
        escape();
      }
    }
  }

  /** The string between two quotes, whose escapes {@link #scanString} has checked. */
  private String unescape(int start, int end) throws MalformedFileException {
    StringBuilder out = new StringBuilder(end - start);
    int plain = start;
    at = start;
    while (at < end) {
      if (text[at] == '\\') {
        out.append(new String(text, plain, at - plain, UTF_8));
        at++;
        out.appendCodePoint(escape());
        plain = at;
      } else {
        at++;
      }
    }
    out.append(new String(text, plain, end - plain, UTF_8));
    at = end + 1;
    return out.toString();
  }

  /** The code point of the escape whose backslash was just read. */
  private int escape() throws MalformedFileException {
    int start = at - 1;
    int c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> codePoint(start);
      default -> throw wrong(start, "an unknown escape");
    };
  }

  private int codePoint(int start) throws MalformedFileException {
    char first = hex();
    if (!Character.isSurrogate(first)) {
      return first;
    }
    if (at + 1 < text.length && text[at] == '\\' && text[at + 1] == 'u') {
      at += 2;
      char second = hex();
      if (Character.isSurrogatePair(first, second)) {
        return Character.toCodePoint(first, second);
      }
    }
    throw wrong(start, "half of a surrogate pair");
  }

  private char hex() throws MalformedFileException {
    int code = 0;
    for (int i = 0; i < 4; i++, at++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0) {
        throw wrong(at, "four hexadecimal digits should follow \\u");
      }
      code = code << 4 | digit;
    }
    return (char) code;
  }

  private void scanNumber() throws MalformedFileException {
    int start = at;
    whole = true;
    if (peek() == '-') {
      at++;
    }
    if (peek() == 'I' || peek() == 'N') {
      whole = false;
      values--; // word() counts
      word(peek() == 'I' ? "Infinity" : "NaN");
      return;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (at < text.length && text[at] == '.') {
      at++;
      whole = false;
      digits();
    }
    if (at < text.length && (text[at] == 'e' || text[at] == 'E')) {
      at++;
      whole = false;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
    if (at - start > NUMBER_CHARS) {
      throw wrong(start, "a number of over " + NUMBER_CHARS + " digits");
    }
  }

  private void digits() throws MalformedFileException {
    int start = at;
    while (at < text.length && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    if (at == start) {
      throw wrong(at, "a JSON value or digit was expected");
    }
  }

  private void skipSpace() {
    while (at < text.length) {
      byte c = text[at];
      if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
        return;
      }
      at++;
    }
  }

  private byte peek() throws MalformedFileException {
    if (at >= text.length) {
      throw wrong(at, "the text ends too early");
    }
    return text[at];
  }

  private void expect(char c) throws MalformedFileException {
    if (peek() != c) {
      throw wrong(at, "'" + c + "' was expected");
    }
    at++;
  }
}
