package dev.bantam.server.http;

import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a JSON object that a client sent. A field that is absent or null has the fallback;
 * one of another type, or out of range, is an {@link ApiException} that names it.
 */
public final class JsonFields {
  private final String path;
  private final ObjectNode node;

  /** A body. */
  public JsonFields(ObjectNode node) {
    this("", node);
  }

  private JsonFields(String path, ObjectNode node) {
    this.path = path;
    this.node = node;
  }

  /** The object itself. */
  public ObjectNode node() {
    return node;
  }

  /** A field's name for messages, such as {@code messages[0].role}. */
  public String param(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  public boolean has(String name) {
    return find(name) != null;
  }

  /**
   * The object as plain data: maps, lists, strings, longs, doubles, truth, null.
   *
   * @throws ApiException 400 if it holds what text cannot be, such as half a surrogate pair
   */
  public Map<String, Object> data() {
    try {
      return Json.parseObject(path, node.toString());
    } catch (MalformedFileException e) {
      throw ApiException.bad(path, path + " is not valid: " + e.reason());
    }
  }

  /** A field's tree, or null. */
  public @Nullable JsonNode find(String name) {
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /** A text that must be there. */
  public String string(String name) {
    String value = string(name, null);
    if (value == null) {
      throw ApiException.bad(param(name), param(name) + " is missing");
    }
    return value;
  }

  /** A text, or else {@code fallback}. */
  public @Nullable String string(String name, @Nullable String fallback) {
    JsonNode value = find(name);
    if (value == null) {
      return fallback;
    }
    if (!value.isString()) {
      throw wrong(name, "a string");
    }
    return value.stringValue();
  }

  /** True, false, or else {@code fallback}. */
  public boolean truth(String name, boolean fallback) {
    JsonNode value = find(name);
    if (value == null) {
      return fallback;
    }
    if (!value.isBoolean()) {
      throw wrong(name, "true or false");
    }
    return value.booleanValue();
  }

  /** A whole number from {@code min} to {@code max}, or else {@code fallback}. */
  public long whole(String name, long min, long max, long fallback) {
    JsonNode value = find(name);
    if (value == null) {
      return fallback;
    }
    if (!value.isNumber()
        || !value.canConvertToExactIntegral()
        || !value.canConvertToLong()
        || value.longValue() < min
        || value.longValue() > max) {
      throw wrong(name, "a whole number from " + min + " to " + max);
    }
    return value.longValue();
  }

  /** As {@link #whole}, as an int. */
  public int integer(String name, int min, int max, int fallback) {
    return Math.toIntExact(whole(name, min, max, fallback));
  }

  /** A number from {@code min} to {@code max}, or else {@code fallback}. */
  public double number(String name, double min, double max, double fallback) {
    JsonNode value = find(name);
    if (value == null) {
      return fallback;
    }
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!(number >= min && number <= max)) {
      throw wrong(name, "a number from " + min + " to " + max);
    }
    return number;
  }

  /** An object, or null. */
  public @Nullable JsonFields object(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return null;
    }
    if (value instanceof ObjectNode object) {
      return new JsonFields(param(name), object);
    }
    throw wrong(name, "an object");
  }

  /** The items of a list of at most {@code max}; empty if it is absent. */
  public List<JsonNode> items(String name, int max) {
    JsonNode value = find(name);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray() || value.size() > max) {
      throw wrong(name, "a list of at most " + max);
    }
    List<JsonNode> items = new ArrayList<>();
    value.forEach(items::add);
    return items;
  }

  /** A list of at most {@code max} objects; empty if it is absent. */
  public List<JsonFields> objects(String name, int max) {
    List<JsonFields> objects = new ArrayList<>();
    for (JsonNode item : items(name, max)) {
      if (!(item instanceof ObjectNode object)) {
        throw wrong(name, "a list of objects");
      }
      objects.add(new JsonFields(param(name) + "[" + objects.size() + "]", object));
    }
    return objects;
  }

  /** A text or a list of at most {@code max} texts; empty if it is absent. */
  public List<String> strings(String name, int max) {
    JsonNode value = find(name);
    if (value != null && value.isString()) {
      return List.of(value.stringValue());
    }
    List<String> strings = new ArrayList<>();
    for (JsonNode item : items(name, max)) {
      if (!item.isString()) {
        throw wrong(name, "a string or a list of strings");
      }
      strings.add(item.stringValue());
    }
    return strings;
  }

  /** Texts that end an answer: as {@link #strings}, within the limits on their number and size. */
  public List<String> stops(String name) {
    List<String> stops = strings(name, HttpLimits.STOPS);
    for (String stop : stops) {
      if (stop.isEmpty() || stop.length() > HttpLimits.STOP_CHARS) {
        throw wrong(name, "texts of 1 to " + HttpLimits.STOP_CHARS + " characters");
      }
    }
    return stops;
  }

  /** Says that a field should be something else. */
  public ApiException wrong(String name, String should) {
    return ApiException.bad(param(name), param(name) + " must be " + should);
  }
}
