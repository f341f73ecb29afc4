package dev.bantam.format;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The metadata of a GGUF file: {@link #check} walks over all of it and makes no values, {@link
 * #read} then makes them.
 */
final class GgufValues {
  static final int LEAST_ENTRY_BYTES = 8 + 1 + 4 + 1; // key length, key, type, value

  /**
   * A value's type, how many of it (-1: a scalar), and the bytes from {@code at} to {@code end}.
   */
  private record Entry(GgufType type, int count, long at, long end) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private GgufValues() {}

  static GgufValues check(Cursor in, int keys) throws MalformedFileException {
    GgufValues values = new GgufValues();
    for (int i = 0; i < keys; i++) {
      long keyAt = in.at();
      String key = in.string("a key", Limits.GGUF_KEY);
      if (key.isEmpty()) {
        throw in.wrong(keyAt, "an empty key");
      }
      if (values.entries.put(key, entry(in, key)) != null) {
        throw in.wrong(keyAt, "a second value for the key '" + key + "'");
      }
    }
    return values;
  }

  private static Entry entry(Cursor in, String key) throws MalformedFileException {
    GgufType type = type(in, key);
    int count = -1;
    if (type == GgufType.ARRAY) {
      long typeAt = in.at();
      type = type(in, key);
      if (type == GgufType.ARRAY) {
        throw in.wrong(typeAt, "'" + key + "' is an array of arrays");
      }
      count = in.count(key, Limits.GGUF_ARRAY, type.leastBytes);
    }
    long at = in.at();
    checkValues(in, key, type, count < 0 ? 1 : count);
    return new Entry(type, count, at, in.at());
  }

  private static GgufType type(Cursor in, String key) throws MalformedFileException {
    long at = in.at();
    int id = in.i32("the type of '" + key + "'");
    GgufType type = GgufType.byId(id);
    if (type == null) {
      throw in.wrong(at, "'" + key + "' has the unknown type " + Integer.toUnsignedString(id));
    }
    return type;
  }

  private static void checkValues(Cursor in, String key, GgufType type, int count)
      throws MalformedFileException {
    switch (type) {
      case STRING -> in.skipStrings(count, key, Limits.GGUF_STRING);
      case BOOL -> {
        for (int i = 0; i < count; i++) {
          byte bool = in.i8(key);
          if (bool != 0 && bool != 1) {
            throw in.wrong(in.at() - 1, "'" + key + "' should be 0 or 1 and is " + (bool & 0xFF));
          }
        }
      }
      case U64 -> {
        for (int i = 0; i < count; i++) {
          if (in.i64(key) < 0) {
            throw in.wrong(in.at() - Long.BYTES, "'" + key + "' is above 2^63-1");
          }
        }
      }
      default -> in.slice((long) count * type.leastBytes, key);
    }
  }

  /** The alignment of tensor data: a power of two, and a multiple of 8. */
  int alignment(Cursor in) throws MalformedFileException {
    Entry entry = entries.get(GgufHeader.ALIGNMENT);
    if (entry == null) {
      return GgufHeader.DEFAULT_ALIGNMENT;
    }
    if (entry.type != GgufType.U32 || entry.count >= 0) {
      throw in.wrong(entry.at, "'" + GgufHeader.ALIGNMENT + "' should be a u32");
    }
    long end = in.at();
    in.seek(entry.at);
    int alignment = in.i32(GgufHeader.ALIGNMENT);
    in.seek(end);
    if (alignment < 8 || alignment > Limits.GGUF_ALIGNMENT || Integer.bitCount(alignment) != 1) {
      throw in.wrong(
          entry.at,
          "alignment %s should be a power of two from 8 to %d"
              .formatted(Integer.toUnsignedString(alignment), Limits.GGUF_ALIGNMENT));
    }
    return alignment;
  }

  /** All values; moves the cursor. */
  Metadata read(Cursor in) throws MalformedFileException {
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, GgufType> types = new LinkedHashMap<>();
    for (Map.Entry<String, Entry> named : entries.entrySet()) {
      Entry entry = named.getValue();
      in.seek(entry.at);
      String key = named.getKey();
      values.put(key, entry.count < 0 ? scalar(in, key, entry.type) : array(in, key, entry));
      types.put(key, entry.type);
    }
    return new Metadata(in.file().toString(), values, types);
  }

  private static Object scalar(Cursor in, String key, GgufType type) throws MalformedFileException {
    return switch (type) {
      case U8 -> (long) (in.i8(key) & 0xFF);
      case I8 -> (long) in.i8(key);
      case U16 -> (long) (in.i16(key) & 0xFFFF);
      case I16 -> (long) in.i16(key);
      case U32 -> in.i32(key) & 0xFFFF_FFFFL;
      case I32 -> (long) in.i32(key);
      case U64, I64 -> in.i64(key);
      case F32 -> (double) in.f32(key);
      case F64 -> in.f64(key);
      case BOOL -> in.i8(key) != 0;
      case STRING -> in.string(key, Limits.GGUF_STRING);
      case ARRAY -> throw new IllegalStateException("an array is no scalar");
    };
  }

  private static Object array(Cursor in, String key, Entry entry) throws MalformedFileException {
    int count = entry.count;
    if (entry.type == GgufType.STRING) {
      return in.checkedStrings(count, entry.end);
    }
    MemorySegment data = in.slice((long) count * entry.type.leastBytes, key);
    return switch (entry.type) {
      case U8, I8 -> data.toArray(JAVA_BYTE);
      case U16, I16 -> shorts(data, entry.type == GgufType.U16);
      case U32 -> unsigned(data);
      case I32 -> data.toArray(Cursor.INT);
      case U64, I64 -> data.toArray(Cursor.LONG);
      case F32 -> data.toArray(Cursor.FLOAT);
      case F64 -> data.toArray(Cursor.DOUBLE);
      case BOOL -> bools(data.toArray(JAVA_BYTE));
      case STRING, ARRAY -> throw new IllegalStateException("no array of numbers");
    };
  }

  private static int[] shorts(MemorySegment data, boolean unsigned) {
    short[] shorts = data.toArray(Cursor.SHORT);
    int[] ints = new int[shorts.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = unsigned ? shorts[i] & 0xFFFF : shorts[i];
    }
    return ints;
  }

  /** u32 values as ints, or as longs where one does not fit. */
  private static Object unsigned(MemorySegment data) {
    int[] ints = data.toArray(Cursor.INT);
    boolean fit = IntStream.of(ints).allMatch(number -> number >= 0);
    return fit ? ints : IntStream.of(ints).mapToLong(Integer::toUnsignedLong).toArray();
  }

  private static boolean[] bools(byte[] bytes) {
    boolean[] bools = new boolean[bytes.length];
    for (int i = 0; i < bools.length; i++) {
      bools[i] = bytes[i] != 0;
    }
    return bools;
  }
}
