package dev.bantam.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Strict JSON (RFC 8259) to plain data: {@code Map<String, Object>} in the order of the text,
 * {@code List<Object>}, {@link String}, {@link Long}, {@link Double}, {@link Boolean}, null.
 *
 * <p>Refuses duplicate keys, nesting over {@link Limits#JSON_DEPTH}, numbers longer than 400
 * characters and anything after the value. An integer that does not fit a long becomes a double.
 */
public final class Json {
  private static final int NUMBER_CHARS = 400;

  private final String source;
  private final String text;
  private int at;

  private Json(String source, String text) {
    this.source = source;
    this.text = text;
  }

  /**
   * Parses one JSON value, which must be the whole text.
   *
   * @param source the file's name, for messages
   * @throws MalformedFileException naming the character offset of the first fault
   */
  public static @Nullable Object parse(String source, String text) throws MalformedFileException {
    Json json = new Json(source, text);
    Object value = json.value(0);
    json.skipSpace();
    if (json.at < text.length()) {
      throw json.wrong("text after the end of the JSON value");
    }
    return value;
  }

  /** As {@link #parse}, for a document that must be an object. */
  @SuppressWarnings("unchecked") // object() makes nothing else
  public static Map<String, Object> parseObject(String source, String text)
      throws MalformedFileException {
    if (parse(source, text) instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new MalformedFileException(source, 0, "should be a JSON object");
  }

  private @Nullable Object value(int depth) throws MalformedFileException {
    if (depth > Limits.JSON_DEPTH) {
      throw wrong("nested deeper than " + Limits.JSON_DEPTH);
    }
    skipSpace();
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object(int depth) throws MalformedFileException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    at++;
    skipSpace();
    if (peek() == '}') {
      at++;
      return map;
    }
    while (true) {
      skipSpace();
      int keyAt = at;
      String key = string();
      skipSpace();
      expect(':');
      if (map.containsKey(key)) {
        throw new MalformedFileException(source, keyAt, "duplicate key \"" + key + "\"");
      }
      map.put(key, value(depth + 1));
      skipSpace();
      if (peek() == '}') {
        at++;
        return map;
      }
      expect(',');
    }
  }

  private List<@Nullable Object> array(int depth) throws MalformedFileException {
    List<@Nullable Object> list = new ArrayList<>();
    at++;
    skipSpace();
    if (peek() == ']') {
      at++;
      return list;
    }
    while (true) {
      list.add(value(depth + 1));
      skipSpace();
      if (peek() == ']') {
        at++;
        return list;
      }
      expect(',');
    }
  }

  private String string() throws MalformedFileException {
    expect('"');
    int end = text.indexOf('"', at);
    int escape = text.indexOf('\\', at);
    StringBuilder out = new StringBuilder();
    if (end >= 0 && (escape < 0 || escape > end)) { // the common case: nothing to unescape
      checkPlain(at, end);
      String plain = text.substring(at, end);
      at = end + 1;
      return plain;
    }
    while (true) {
      char c = peek();
      at++;
      if (c == '"') {
        return out.toString();
      }
      if (c == '\\') {
        out.append(unescape());
      } else if (c < ' ') {
        throw wrong("control character in a string");
      } else {
        out.append(c);
      }
    }
  }

  private void checkPlain(int from, int to) throws MalformedFileException {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < ' ') {
        throw new MalformedFileException(source, i, "control character in a string");
      }
    }
  }

  private char unescape() throws MalformedFileException {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++, at++) {
          int digit = Character.digit(peek(), 16);
          if (digit < 0 || peek() > 'f') {
            throw wrong("four hexadecimal digits should follow \\u");
          }
          code = code << 4 | digit;
        }
        yield (char) code;
      }
      default -> throw wrong("unknown escape \\" + c);
    };
  }

  private Object number() throws MalformedFileException {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    boolean whole = true;
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      whole = false;
      digits();
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      whole = false;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
    if (at - start > NUMBER_CHARS) {
      throw new MalformedFileException(source, start, "number of over " + NUMBER_CHARS + " digits");
    }
    String number = text.substring(start, at);
    if (whole && number.length() <= 19) {
      try {
        return Long.valueOf(number);
      } catch (NumberFormatException e) { // beyond a long: falls through to double
        return Double.valueOf(number);
      }
    }
    return Double.valueOf(number);
  }

  private void digits() throws MalformedFileException {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start) {
      throw wrong("a JSON value or digit was expected");
    }
  }

  private @Nullable Object word(String word, @Nullable Object value) throws MalformedFileException {
    if (!text.startsWith(word, at)) {
      throw wrong("'" + word + "' was expected");
    }
    at += word.length();
    return value;
  }

  private void skipSpace() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
        return;
      }
      at++;
    }
  }

  private char peek() throws MalformedFileException {
    if (at >= text.length()) {
      throw wrong("the text ends too early");
    }
    return text.charAt(at);
  }

  private void expect(char c) throws MalformedFileException {
    if (peek() != c) {
      throw wrong("'" + c + "' was expected and not '" + peek() + "'");
    }
    at++;
  }

  private MalformedFileException wrong(String reason) {
    return new MalformedFileException(source, at, reason);
  }
}
