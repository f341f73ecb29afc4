package dev.bantam.tokenizer;

import dev.bantam.format.MalformedFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of a JSON file, read with checks.
 *
 * @param source the file
 * @param where the object's place in it, for messages
 */
record HfJson(String source, String where, Map<?, ?> map) {

  MalformedFileException wrong(String reason) {
    return new MalformedFileException(source, -1, where + ": " + reason);
  }

  private MalformedFileException wrongType(String key, String type) {
    return wrong("'" + key + "' should be " + type);
  }

  @Nullable Object get(String key) {
    return map.get(key);
  }

  boolean has(String key) {
    return map.get(key) != null;
  }

  /** The object's {@code type}. */
  String type() throws MalformedFileException {
    return text("type");
  }

  String text(String key) throws MalformedFileException {
    if (map.get(key) instanceof String text) {
      return text;
    }
    throw wrongType(key, "a string");
  }

  String text(String key, String fallback) throws MalformedFileException {
    return has(key) ? text(key) : fallback;
  }

  boolean bool(String key, boolean fallback) throws MalformedFileException {
    if (!has(key)) {
      return fallback;
    }
    if (map.get(key) instanceof Boolean value) {
      return value;
    }
    throw wrongType(key, "true or false");
  }

  /** A number that is the id of a token, below {@code limit}. */
  int id(String key, int limit) throws MalformedFileException {
    return id(map.get(key), limit, "'" + key + "'");
  }

  int id(@Nullable Object value, int limit, String what) throws MalformedFileException {
    if (value instanceof Long id && id >= 0 && id < limit) {
      return id.intValue();
    }
    throw wrong(what + " should be an id from 0 to " + (limit - 1) + " and is " + shown(value));
  }

  List<?> list(String key) throws MalformedFileException {
    if (map.get(key) instanceof List<?> list) {
      return list;
    }
    throw wrongType(key, "a list");
  }

  HfJson object(String key) throws MalformedFileException {
    return object(map.get(key), key);
  }

  /** The object under {@code key}, or null where there is none. */
  @Nullable HfJson objectOrNull(String key) throws MalformedFileException {
    return has(key) ? object(key) : null;
  }

  List<HfJson> objects(String key) throws MalformedFileException {
    List<HfJson> objects = new ArrayList<>();
    for (Object value : list(key)) {
      objects.add(object(value, key + "[" + objects.size() + "]"));
    }
    return objects;
  }

  private HfJson object(@Nullable Object value, String name) throws MalformedFileException {
    if (value instanceof Map<?, ?> object) {
      return new HfJson(source, where.isEmpty() ? name : where + "." + name, object);
    }
    throw wrongType(name, "an object");
  }

  /** The parts of a {@code Sequence}, however deep, or the object itself where it is none. */
  List<HfJson> flatten(String partsKey) throws MalformedFileException {
    if (!type().equals("Sequence")) {
      return List.of(this);
    }
    List<HfJson> flat = new ArrayList<>();
    for (HfJson part : objects(partsKey)) {
      flat.addAll(part.flatten(partsKey));
    }
    return flat;
  }

  private static String shown(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }
}
