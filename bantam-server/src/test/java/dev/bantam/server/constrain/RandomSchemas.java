package dev.bantam.server.constrain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random JSON schemas of whatever is supported, whose values can be short. */
final class RandomSchemas {
  private static final List<String> PATTERNS =
      List.of(
          "^[a-z]{2,5}$",
          "^(red|green|blue)-\\d{1,3}$",
          "^[^\"\\\\]{1,4}$",
          "^\\w+@\\w{2,4}$",
          "^\\S{1,3}\\s?$",
          "b{2}",
          "^[A-Z][\\w.-]{0,6}!?$",
          "^(?:\\d{3}-)?\\d{4}$");
  private static final List<String> FORMATS =
      List.of("date", "time", "date-time", "uuid", "email", "ipv4", "ipv6", "hostname", "duration");

  private final Random random;
  private final Map<String, Object> definitions = new LinkedHashMap<>();

  RandomSchemas(long seed) {
    random = new Random(seed);
  }

  /** A schema; its root is an object more often than not. */
  Map<String, Object> next() {
    definitions.clear();
    definitions.put("leaf", leaf());
    definitions.put(
        "tree",
        Map.of(
            "type",
            "object",
            "properties",
            ordered(
                "label",
                leaf(),
                "kids",
                Map.of("type", "array", "items", Map.of("$ref", "#/$defs/tree"), "maxItems", 2)),
            "required",
            List.of("label"),
            "additionalProperties",
            false));
    Map<String, Object> schema = new LinkedHashMap<>(random.nextInt(4) > 0 ? object(3) : value(3));
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Random");
    schema.put("$defs", new LinkedHashMap<>(definitions));
    return schema;
  }

  private Map<String, Object> value(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 5)) {
      case 5 -> object(depth - 1);
      case 6 -> array(depth - 1);
      case 7 -> alternatives(depth - 1);
      case 8 -> Map.of("$ref", random.nextBoolean() ? "#/$defs/leaf" : "#/$defs/tree");
      default -> leaf();
    };
  }

  private Map<String, Object> leaf() {
    return switch (random.nextInt(8)) {
      case 0 -> string();
      case 1 -> Map.of("type", "string", "pattern", PATTERNS.get(random.nextInt(PATTERNS.size())));
      case 2 -> Map.of("type", "string", "format", FORMATS.get(random.nextInt(FORMATS.size())));
      case 3 -> number("integer");
      case 4 -> number("number");
      case 5 -> Map.of("enum", List.of("x", 1 + random.nextInt(9), true, "é\"\n"));
      case 6 -> Map.of("const", random.nextBoolean() ? "fixed" : List.of(1, Map.of("a", "b")));
      default -> Map.of("type", List.of("boolean", "null"));
    };
  }

  private Map<String, Object> string() {
    Map<String, Object> schema = new LinkedHashMap<>(Map.of("type", "string"));
    int min = random.nextInt(4);
    if (random.nextBoolean()) {
      schema.put("minLength", min);
    }
    if (random.nextInt(3) > 0) {
      schema.put("maxLength", min + random.nextInt(12));
    }
    return schema;
  }

  private Map<String, Object> number(String type) {
    Map<String, Object> schema = new LinkedHashMap<>(Map.of("type", type));
    double low =
        type.equals("integer") ? random.nextInt(400) - 200 : random.nextInt(4000) / 8.0 - 200;
    double room =
        type.equals("integer") ? 2 + random.nextInt(300) : (1 + random.nextInt(3000)) / 8.0;
    if (random.nextInt(3) > 0) {
      schema.put(random.nextBoolean() ? "minimum" : "exclusiveMinimum", low);
    }
    if (random.nextInt(3) > 0) {
      schema.put(random.nextBoolean() ? "maximum" : "exclusiveMaximum", low + room);
    }
    return schema;
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      String name = List.of("name", "na", "a b", "é", "q\"", "id").get(random.nextInt(6));
      properties.put(name, value(depth));
      if (random.nextBoolean() && !required.contains(name)) {
        required.add(name);
      }
    }
    Map<String, Object> schema = new LinkedHashMap<>(Map.of("type", "object"));
    schema.put("properties", properties);
    schema.put("required", required);
    switch (random.nextInt(4)) {
      case 0 -> schema.put("additionalProperties", false);
      case 1 -> schema.put("additionalProperties", leaf());
      case 2 ->
          schema.put(
              "allOf",
              List.of(
                  Map.of("properties", ordered("extra", leaf()), "required", List.of("extra"))));
      default -> {}
    }
    return schema;
  }

  private Map<String, Object> array(int depth) {
    Map<String, Object> schema = new LinkedHashMap<>(Map.of("type", "array"));
    int min = random.nextInt(3);
    if (random.nextInt(3) == 0) {
      schema.put("prefixItems", List.of(leaf(), value(depth)));
    }
    schema.put("items", value(depth));
    schema.put("minItems", min);
    schema.put("maxItems", min + random.nextInt(3));
    return schema;
  }

  private Map<String, Object> alternatives(int depth) {
    return Map.of("anyOf", List.of(value(depth), value(depth)));
  }

  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
