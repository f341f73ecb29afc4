package dev.bantam.model.huggingface;

import dev.bantam.format.MalformedFileException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Typed access to a config.json, or to an object inside it. A key that is absent or null counts as
 * not there.
 */
public final class Config {
  private final String source;
  private final Map<?, ?> values;

  Config(String source, Map<?, ?> values) {
    this.source = source;
    this.values = values;
  }

  public boolean has(String key) {
    return values.get(key) != null;
  }

  /** The value of the first of {@code keys} that is there, or null. */
  @Nullable Object first(String... keys) {
    for (String key : keys) {
      if (has(key)) {
        return values.get(key);
      }
    }
    return null;
  }

  /** The first of {@code keys} that is there, as a whole number. */
  public int integer(String... keys) throws MalformedFileException {
    Object value = first(keys);
    if (value instanceof Long number && number == number.intValue()) {
      return number.intValue();
    }
    throw wrong(String.join(" or ", keys), "a whole number", value);
  }

  /** The whole number {@code key}, or {@code fallback}. */
  public int integer(String key, int fallback) throws MalformedFileException {
    return has(key) ? integer(key) : fallback;
  }

  /** The number {@code key}, or {@code fallback}. */
  public double real(String key, double fallback) throws MalformedFileException {
    Object value = first(key);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong(key, "a number", value);
  }

  /** The flag {@code key}, or {@code fallback}. */
  public boolean bool(String key, boolean fallback) throws MalformedFileException {
    Object value = first(key);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong(key, "true or false", value);
  }

  /** The text {@code key}, or {@code fallback}. */
  public String string(String key, String fallback) throws MalformedFileException {
    Object value = first(key);
    if (value == null) {
      return fallback;
    }
    if (value instanceof String text) {
      return text;
    }
    throw wrong(key, "text", value);
  }

  /** The list {@code key}, empty if it is not there. */
  public List<?> list(String key) throws MalformedFileException {
    Object value = first(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw wrong(key, "a list", value);
  }

  /** The numbers of the list {@code key}. */
  public float[] reals(String key) throws MalformedFileException {
    List<?> list = list(key);
    float[] out = new float[list.size()];
    for (int i = 0; i < out.length; i++) {
      if (!(list.get(i) instanceof Number number)) {
        throw wrong(key, "a list of numbers", list.get(i));
      }
      out[i] = number.floatValue();
    }
    return out;
  }

  /** The object {@code key}, empty if it is not there. */
  public Config object(String key) throws MalformedFileException {
    Object value = first(key);
    if (value == null) {
      return new Config(source, Map.of());
    }
    if (value instanceof Map<?, ?> map) {
      return new Config(source, map);
    }
    throw wrong(key, "an object", value);
  }

  private MalformedFileException wrong(String key, String expected, @Nullable Object value) {
    return new MalformedFileException(
        source, -1, "'" + key + "' should be " + expected + " and is " + value);
  }
}
