package dev.bantam.generate.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function that a model may ask for.
 *
 * @param name of the function
 * @param description what it does; empty if nobody says
 * @param parameters JSON schema of its arguments, an object
 */
record Tool(String name, String description, Map<String, ?> parameters) {
  private static final Map<String, Object> NOTHING =
      Map.of("type", "object", "properties", Map.of());

  /**
   * Reads tools as OpenAI's {@code tools} give them.
   *
   * @throws IllegalArgumentException if one is no function with a name
   */
  static Map<String, Tool> byName(List<? extends Map<String, ?>> tools) {
    Map<String, Tool> byName = new LinkedHashMap<>();
    for (Map<String, ?> tool : tools) {
      if (!(tool.get("function") instanceof Map<?, ?> function)
          || !(function.get("name") instanceof String name)) {
        throw new IllegalArgumentException("a tool must be a function with a name");
      }
      String description = function.get("description") instanceof String text ? text : "";
      byName.put(name, new Tool(name, description, schema(function.get("parameters"))));
    }
    return byName;
  }

  /** A tool as OpenAI's API gives it, with all that templates rely on. */
  static Map<String, ?> complete(Map<String, ?> tool) {
    if (!(tool.get("function") instanceof Map<?, ?> function)) {
      return tool;
    }
    Map<Object, @Nullable Object> whole = new LinkedHashMap<>(function);
    whole.putIfAbsent("description", "");
    whole.putIfAbsent("parameters", NOTHING);
    return Map.of("type", "function", "function", whole);
  }

  @SuppressWarnings("unchecked") // JSON objects have string keys
  private static Map<String, ?> schema(@Nullable Object parameters) {
    return parameters instanceof Map<?, ?> schema && !schema.isEmpty()
        ? (Map<String, ?>) schema
        : NOTHING;
  }

  /** The schema of an argument; empty if there is none. */
  @SuppressWarnings("unchecked") // JSON objects have string keys
  Map<String, ?> parameter(String key) {
    return parameters.get("properties") instanceof Map<?, ?> properties
            && properties.get(key) instanceof Map<?, ?> schema
        ? (Map<String, ?>) schema
        : Map.of();
  }

  boolean isRequired(String key) {
    return parameters.get("required") instanceof List<?> required && required.contains(key);
  }

  /** Whether an argument is text, so that what looks like a number is still text. */
  boolean isText(String key) {
    Object type = parameter(key).get("type");
    return "string".equals(type) || type instanceof List<?> types && types.contains("string");
  }

  /** Names of the arguments, the required ones first. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    if (parameters.get("required") instanceof List<?> required) {
      required.forEach(key -> keys.add(String.valueOf(key)));
    }
    if (parameters.get("properties") instanceof Map<?, ?> properties) {
      for (Object key : properties.keySet()) {
        if (key instanceof String name && !keys.contains(name)) {
          keys.add(name);
        }
      }
    }
    return keys;
  }
}
