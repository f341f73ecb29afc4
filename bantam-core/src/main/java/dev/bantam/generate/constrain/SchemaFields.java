package dev.bantam.generate.constrain;

import dev.bantam.format.Json;
import dev.bantam.format.Limits;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keywords of one part of a JSON schema, read with errors that name its path. */
final class SchemaFields {
  /** More digits after or before the point than a double can stand for. */
  private static final int MAX_SCALE = 400;

  private final String path;
  private final Map<String, Object> map = new LinkedHashMap<>();

  /**
   * @throws SchemaException if it is no object
   */
  SchemaFields(@Nullable Object schema, String path) {
    this.path = path;
    if (!(schema instanceof Map<?, ?> fields)) {
      throw SchemaException.of(path, "a schema must be an object, true or false");
    }
    fields.forEach((key, value) -> map.put(String.valueOf(key), value));
  }

  /**
   * Checks the size of a schema, what it only describes included.
   *
   * @throws SchemaException if it is too long or nested too deep
   */
  static void checkSize(Object document) {
    checkDepth(document, 0);
    if (Json.write(document).length() > Limits.GRAMMAR_CHARS) {
      throw SchemaException.of("#", "longer than " + Limits.GRAMMAR_CHARS + " characters");
    }
  }

  private static void checkDepth(@Nullable Object value, int depth) {
    if (depth > Limits.GRAMMAR_DEPTH) {
      throw SchemaException.of("#", "nested deeper than " + Limits.GRAMMAR_DEPTH);
    }
    if (value instanceof Map<?, ?> fields) {
      fields.values().forEach(field -> checkDepth(field, depth + 1));
    } else if (value instanceof List<?> items) {
      items.forEach(item -> checkDepth(item, depth + 1));
    }
  }

  /**
   * What a reference such as {@code #/$defs/name} names (RFC 6901).
   *
   * @param path of the reference
   * @throws SchemaException if it does not lead to a part of the document
   */
  static @Nullable Object resolve(Object document, String pointer, String path) {
    if (!pointer.equals("#") && !pointer.startsWith("#/")) {
      throw SchemaException.of(
          path, "'$ref' is '" + pointer + "'; only references into the schema (#/...) are known");
    }
    Object value = document;
    for (int at = 1; at < pointer.length(); ) { // behind "#", each step begins with "/"
      int slash = pointer.indexOf('/', at + 1);
      int end = slash < 0 ? pointer.length() : slash;
      String key = unescaped(pointer.substring(at + 1, end));
      Object next =
          value instanceof Map<?, ?> fields
              ? fields.get(key)
              : value instanceof List<?> items && index(key) < items.size()
                  ? items.get(index(key))
                  : null;
      if (next == null) {
        throw SchemaException.of(path, "'$ref' leads nowhere: " + pointer);
      }
      value = next;
      at = end;
    }
    return value;
  }

  private static int index(String key) {
    boolean digits =
        !key.isEmpty() && key.length() < 7 && key.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Integer.parseInt(key) : Integer.MAX_VALUE;
  }

  private static String unescaped(String step) {
    return step.replace("%24", "$").replace("%25", "%").replace("~1", "/").replace("~0", "~");
  }

  String path() {
    return path;
  }

  Set<String> keys() {
    return map.keySet();
  }

  /** A copy of all keywords. */
  Map<String, Object> map() {
    return new LinkedHashMap<>(map);
  }

  boolean has(String key) {
    return map.containsKey(key);
  }

  @Nullable Object find(String key) {
    return map.get(key);
  }

  SchemaFields without(String key) {
    SchemaFields rest = new SchemaFields(map, path);
    rest.map.remove(key);
    return rest;
  }

  String text(String key) {
    if (map.get(key) instanceof String text) {
      return text;
    }
    throw wrong(key, "a string");
  }

  boolean truth(String key, boolean fallback) {
    Object value = map.get(key);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw wrong(key, "true or false");
  }

  List<?> list(String key) {
    if (map.get(key) instanceof List<?> list) {
      return list;
    }
    throw wrong(key, "a list");
  }

  /** The schemas of an object by name; none if it is absent. */
  Map<String, Object> schemas(String key) {
    Map<String, Object> named = new LinkedHashMap<>();
    Object value = map.get(key);
    if (value instanceof Map<?, ?> all) {
      all.forEach((name, schema) -> named.put(String.valueOf(name), schema));
    } else if (value != null) {
      throw wrong(key, "an object");
    }
    return named;
  }

  /** A number of things, or else {@code fallback}. */
  int count(String key, int fallback) {
    Object value = map.get(key);
    if (value == null) {
      return fallback;
    }
    double count = value instanceof Number number ? number.doubleValue() : -1;
    if (!(count >= 0 && count == Math.rint(count))) {
      throw wrong(key, "a whole number from 0 on");
    }
    return (int) Math.min(count, Integer.MAX_VALUE);
  }

  /** A number, or null. */
  @Nullable BigDecimal number(String key) {
    Object value = map.get(key);
    if (value == null) {
      return null;
    }
    if (value instanceof Number && (!(value instanceof Double d) || Double.isFinite(d))) {
      BigDecimal exact = new BigDecimal(value.toString());
      if (Math.abs((long) exact.scale()) > MAX_SCALE) {
        throw wrong(key, "a number that a double holds");
      }
      return exact;
    }
    throw wrong(key, "a number");
  }

  private SchemaException wrong(String key, String should) {
    return SchemaException.of(path, "'" + key + "' must be " + should);
  }
}
