package dev.bantam.format;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Typed access to the metadata of a model file. Values are plain data: {@link String}, {@link
 * Boolean}, {@link Long} (every integer type; u64 above 2^63-1 is refused on reading), {@link
 * Double} (float32 and float64), primitive arrays ({@code int[] long[] float[] double[] byte[]
 * boolean[]}) or {@code String[]}.
 *
 * <p>A getter without a default throws {@link MalformedFileException} when the key is absent; every
 * getter throws it when the value has another type.
 */
public final class Metadata {
  private final String source;
  private final Map<String, Object> values;
  private final Map<String, GgufType> types;

  public Metadata(String source, Map<String, Object> values) {
    this(source, values, Map.of());
  }

  /**
   * @param types how values were stored in a GGUF file (arrays: their elements), so that a copy can
   *     be written alike; a key may be absent
   */
  public Metadata(String source, Map<String, Object> values, Map<String, GgufType> types) {
    this.source = source;
    this.values = Collections.unmodifiableMap(values);
    this.types = Map.copyOf(types);
  }

  /** Other values that remember the GGUF types of this metadata's keys. */
  public Metadata with(Map<String, Object> other) {
    return new Metadata(source, other, types);
  }

  /** The GGUF type that the value was read as (of an array, its elements'), or null. */
  public @Nullable GgufType ggufType(String key) {
    return types.get(key);
  }

  public Map<String, Object> values() {
    return values;
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  public String string(String key) throws MalformedFileException {
    return require(key, String.class);
  }

  public String string(String key, String fallback) throws MalformedFileException {
    return has(key) ? string(key) : fallback;
  }

  public int integer(String key) throws MalformedFileException {
    long value = require(key, Long.class);
    if (value != (int) value) {
      throw wrong(key, "is out of range: " + value);
    }
    return (int) value;
  }

  public int integer(String key, int fallback) throws MalformedFileException {
    return has(key) ? integer(key) : fallback;
  }

  public float real(String key) throws MalformedFileException {
    return require(key, Number.class).floatValue();
  }

  public float real(String key, float fallback) throws MalformedFileException {
    return has(key) ? real(key) : fallback;
  }

  public boolean bool(String key, boolean fallback) throws MalformedFileException {
    return has(key) ? require(key, Boolean.class) : fallback;
  }

  /**
   * An integer for each of {@code n} layers: GGUF writes one number for all or an array.
   *
   * @return [n]
   */
  public int[] perLayer(String key, int n) throws MalformedFileException {
    if (get(key) instanceof int[] array) {
      if (array.length < n) {
        throw wrong(key, "has " + array.length + " entries for " + n + " layers");
      }
      return array;
    }
    int[] same = new int[n];
    Arrays.fill(same, integer(key));
    return same;
  }

  public List<String> strings(String key) throws MalformedFileException {
    return List.of(require(key, String[].class));
  }

  public float[] reals(String key) throws MalformedFileException {
    return require(key, float[].class);
  }

  public int[] integers(String key) throws MalformedFileException {
    return require(key, int[].class);
  }

  /** The value as stored, or null. */
  public @Nullable Object get(String key) {
    return values.get(key);
  }

  private <T> T require(String key, Class<T> type) throws MalformedFileException {
    Object value = values.get(key);
    if (value == null) {
      throw wrong(key, "is missing");
    }
    if (!type.isInstance(value)) {
      throw wrong(
          key, "should be " + type.getSimpleName() + " and is " + value.getClass().getSimpleName());
    }
    return type.cast(value);
  }

  private MalformedFileException wrong(String key, String what) {
    return new MalformedFileException(source, -1, "metadata '" + key + "' " + what);
  }
}
