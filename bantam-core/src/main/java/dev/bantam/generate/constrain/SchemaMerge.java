package dev.bantam.generate.constrain;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One schema that demands what two do, as {@code allOf} says. */
final class SchemaMerge {
  static final List<String> TYPES =
      List.of("object", "array", "string", "integer", "number", "boolean", "null");

  /** Most alternatives that two lists of them become. */
  private static final int MAX_ALTERNATIVES = 1024;

  private final String path;

  private SchemaMerge(String path) {
    this.path = path;
  }

  /**
   * Merges two schemas that have neither {@code allOf} nor {@code $ref}.
   *
   * @param path for messages
   * @throws SchemaException if they exclude each other, or merging is not supported
   */
  static Map<String, Object> of(Map<String, Object> a, Map<String, Object> b, String path) {
    return new SchemaMerge(path).merge(a, b);
  }

  private Map<String, Object> merge(Map<String, Object> a, Map<String, Object> b) {
    Map<String, Object> merged = new LinkedHashMap<>(a);
    b.forEach(
        (key, value) -> {
          if (!merged.containsKey(key)) {
            merged.put(key, value);
          } else if (!key.equals("properties")) {
            merged.put(key, both(key, merged.get(key), value));
          }
        });
    if (!Boolean.TRUE.equals(a.get("nullable")) || !Boolean.TRUE.equals(b.get("nullable"))) {
      merged.remove("nullable");
    }
    Map<String, Object> properties = properties(a, b);
    if (!properties.isEmpty()) {
      merged.put("properties", properties);
    }
    return merged;
  }

  private @Nullable Object both(String key, @Nullable Object a, @Nullable Object b) {
    return switch (key) {
      case "type" -> types(a, b);
      case "enum" -> common(list(key, a), list(key, b));
      case "const" -> same(key, a, b);
      case "required" -> union(list(key, a), list(key, b));
      case "minLength", "minItems", "minProperties", "minimum" -> larger(key, a, b) ? a : b;
      case "maxLength", "maxItems", "maxProperties", "maximum" -> larger(key, a, b) ? b : a;
      case "exclusiveMinimum" -> a instanceof Boolean ? same(key, a, b) : larger(key, a, b) ? a : b;
      case "exclusiveMaximum" -> a instanceof Boolean ? same(key, a, b) : larger(key, a, b) ? b : a;
      case "items", "additionalProperties", "unevaluatedProperties" -> schemas(a, b);
      case "prefixItems", "additionalItems", "pattern", "format" -> same(key, a, b);
      case "anyOf", "oneOf" -> alternatives(list(key, a), list(key, b));
      case "nullable" -> Boolean.TRUE.equals(a) && Boolean.TRUE.equals(b);
      default -> a; // only describes
    };
  }

  /** Names that one of both does not allow are left out. */
  private Map<String, Object> properties(Map<String, Object> a, Map<String, Object> b) {
    Map<String, Object> mine = new SchemaFields(a, path).schemas("properties");
    Map<String, Object> theirs = new SchemaFields(b, path).schemas("properties");
    Map<String, Object> merged = new LinkedHashMap<>();
    Set<String> names = new LinkedHashSet<>(mine.keySet());
    names.addAll(theirs.keySet());
    for (String name : names) {
      Object one = mine.containsKey(name) ? mine.get(name) : additional(a);
      Object other = theirs.containsKey(name) ? theirs.get(name) : additional(b);
      merged.put(name, schemas(one, other));
    }
    return merged;
  }

  private static Object additional(Map<String, Object> schema) {
    Object additional = schema.get("additionalProperties");
    Object unevaluated = schema.get("unevaluatedProperties");
    return additional != null ? additional : unevaluated != null ? unevaluated : true;
  }

  private static @Nullable Object schemas(@Nullable Object a, @Nullable Object b) {
    if (Boolean.TRUE.equals(a) || Boolean.FALSE.equals(b)) {
      return b;
    }
    return Boolean.TRUE.equals(b) || Boolean.FALSE.equals(a) || a != null && a.equals(b)
        ? a
        : Map.of("allOf", List.of(a == null ? true : a, b == null ? true : b));
  }

  private List<String> types(@Nullable Object a, @Nullable Object b) {
    List<?> mine = a instanceof List<?> list ? list : List.of(a == null ? "" : a);
    List<?> theirs = b instanceof List<?> list ? list : List.of(b == null ? "" : b);
    List<String> common =
        TYPES.stream().filter(type -> allows(mine, type) && allows(theirs, type)).toList();
    if (common.isEmpty()) {
      throw SchemaException.nothing(path, "it demands the types " + a + " and " + b);
    }
    return common.contains("number")
        ? common.stream().filter(type -> !type.equals("integer")).toList()
        : common;
  }

  private static boolean allows(List<?> types, String type) {
    return types.contains(type) || type.equals("integer") && types.contains("number");
  }

  private List<?> common(List<?> a, List<?> b) {
    List<?> common = a.stream().filter(b::contains).toList();
    if (common.isEmpty()) {
      throw SchemaException.nothing(path, "its 'enum's have no constant in common");
    }
    return common;
  }

  private static List<?> union(List<?> a, List<?> b) {
    Set<Object> all = new LinkedHashSet<>(a);
    all.addAll(b);
    return List.copyOf(all);
  }

  private boolean larger(String key, @Nullable Object a, @Nullable Object b) {
    if (a instanceof Number && b instanceof Number) {
      return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) > 0;
    }
    throw SchemaException.of(path, "'" + key + "' must be a number");
  }

  private @Nullable Object same(String key, @Nullable Object a, @Nullable Object b) {
    if (a == null ? b == null : a.equals(b)) {
      return a;
    }
    throw SchemaException.of(path, "two different '" + key + "' at once are not supported");
  }

  private List<Object> alternatives(List<?> a, List<?> b) {
    if ((long) a.size() * b.size() > MAX_ALTERNATIVES) {
      throw SchemaException.of(path, "too many alternatives at once");
    }
    List<Object> all = new ArrayList<>();
    for (Object one : a) {
      b.forEach(other -> all.add(Map.of("allOf", List.of(one, other))));
    }
    return all;
  }

  private List<?> list(String key, @Nullable Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw SchemaException.of(path, "'" + key + "' must be a list");
  }
}
