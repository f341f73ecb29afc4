package dev.bantam.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Strict JSON (RFC 8259) to plain data and back: {@code Map<String, Object>} in the order of the
 * text, {@code List<Object>}, {@link String}, {@link Long}, {@link Double}, {@link Boolean}, null.
 *
 * <p>Refuses duplicate keys, half surrogate pairs, nesting over {@link Limits#JSON_DEPTH}, more
 * than {@link Limits#JSON_VALUES} values, numbers longer than 400 characters and anything after the
 * value. An integer that does not fit a long becomes a double. Python's {@code NaN} and {@code
 * Infinity} are read.
 */
public final class Json {
  private Json() {}

  /**
   * Reads one JSON value.
   *
   * @param source the file's name, for messages
   * @throws MalformedFileException naming the offset in UTF-8 bytes of the first fault
   */
  public static @Nullable Object parse(String source, String text) throws MalformedFileException {
    try {
      ByteBuffer bytes = UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] exact = new byte[bytes.remaining()];
      bytes.get(exact);
      return parse(source, exact);
    } catch (CharacterCodingException e) {
      throw new MalformedFileException(source, -1, "the text has half of a surrogate pair");
    }
  }

  /**
   * As {@link #parse(String, String)}, for UTF-8. The whole text is checked before anything is made
   * of it, so that a bad one costs no memory.
   */
  public static @Nullable Object parse(String source, byte[] utf8) throws MalformedFileException {
    JsonScanner check = new JsonScanner(source, utf8, 0);
    check.skip();
    check.end();
    return value(new JsonScanner(source, utf8, 0));
  }

  /** As {@link #parse(String, String)}, for a document that must be an object. */
  public static Map<String, Object> parseObject(String source, String text)
      throws MalformedFileException {
    return object(source, parse(source, text));
  }

  /**
   * Reads a file that must hold a JSON object of at most {@link Limits#JSON_BYTES} bytes.
   *
   * @throws MalformedFileException naming the byte offset of the first fault
   */
  public static Map<String, Object> readObject(Path file) throws IOException {
    String source = file.toString();
    return object(source, parse(source, readBytes(file)));
  }

  private static byte[] readBytes(Path file) throws IOException {
    if (!Files.isRegularFile(file) && Files.exists(file)) {
      throw new MalformedFileException(file, -1, "not a regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      if (Files.size(file) <= Limits.JSON_BYTES) {
        byte[] bytes = in.readNBytes(Limits.JSON_BYTES + 1);
        if (bytes.length <= Limits.JSON_BYTES) {
          return bytes;
        }
      }
    }
    throw new MalformedFileException(
        file, -1, "JSON of more than the " + Limits.JSON_BYTES + " bytes that are read");
  }

  @SuppressWarnings("unchecked") // value() makes no other maps
  private static Map<String, Object> object(String source, @Nullable Object value)
      throws MalformedFileException {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new MalformedFileException(source, 0, "should be a JSON object");
  }

  private static @Nullable Object value(JsonScanner in) throws MalformedFileException {
    return switch (in.next()) {
      case '{' -> map(in);
      case '[' -> list(in);
      case '"' -> in.string();
      case 't' -> word(in, "true", true);
      case 'f' -> word(in, "false", false);
      case 'n' -> word(in, "null", null);
      default -> in.number();
    };
  }

  private static Map<String, @Nullable Object> map(JsonScanner in) throws MalformedFileException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    in.object(
        (key, keyAt) -> {
          if (map.containsKey(key)) {
            throw in.wrong(keyAt, "duplicate key \"" + key + "\"");
          }
          map.put(key, value(in));
        });
    return map;
  }

  private static List<@Nullable Object> list(JsonScanner in) throws MalformedFileException {
    List<@Nullable Object> list = new ArrayList<>();
    in.array(() -> list.add(value(in)));
    return list;
  }

  private static @Nullable Object word(JsonScanner in, String word, @Nullable Object value)
      throws MalformedFileException {
    in.word(word);
    return value;
  }

  /**
   * The JSON text of plain data, on one line.
   *
   * @throws IllegalArgumentException for values that {@link #parse} does not make, and for NaN and
   *     infinity
   */
  public static String write(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    write(out, value);
    return out.toString();
  }

  private static void write(StringBuilder out, @Nullable Object value) {
    switch (value) {
      case null -> out.append("null");
      case String text -> writeString(out, text);
      case Boolean bool -> out.append((boolean) bool);
      case Double number when !Double.isFinite(number) ->
          throw new IllegalArgumentException("JSON has no " + number);
      case Float number when !Float.isFinite(number) ->
          throw new IllegalArgumentException("JSON has no " + number);
      case Number number -> out.append(number);
      case Map<?, ?> map -> {
        String before = "{";
        for (Map.Entry<?, ?> member : map.entrySet()) {
          out.append(before);
          writeString(out, (String) member.getKey());
          out.append(':');
          write(out, member.getValue());
          before = ",";
        }
        out.append(map.isEmpty() ? "{}" : "}");
      }
      case List<?> list -> {
        String before = "[";
        for (Object element : list) {
          out.append(before);
          write(out, element);
          before = ",";
        }
        out.append(list.isEmpty() ? "[]" : "]");
      }
      default -> throw new IllegalArgumentException("JSON has no " + value.getClass().getName());
    }
  }

  private static void writeString(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append("\\u00").append(Character.forDigit(c >> 4, 16));
            out.append(Character.forDigit(c & 15, 16));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
