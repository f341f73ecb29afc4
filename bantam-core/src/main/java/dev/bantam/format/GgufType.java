package dev.bantam.format;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The types of metadata values in a GGUF file. Source: {@code docs/gguf.md} of ggml. */
public enum GgufType {
  U8(0, 1),
  I8(1, 1),
  U16(2, 2),
  I16(3, 2),
  U32(4, 4),
  I32(5, 4),
  F32(6, 4),
  BOOL(7, 1),
  /** Eight bytes of length, then UTF-8. */
  STRING(8, 8),
  /** Element type, element count, elements; arrays of arrays are not read. */
  ARRAY(9, 12),
  U64(10, 8),
  I64(11, 8),
  F64(12, 8);

  private static final List<GgufType> BY_ID =
      List.of(values()); // declared in the order of their ids

  /** The number that GGUF uses for this type. */
  final int id;

  /** The fewest bytes that a value of this type takes. */
  final int leastBytes;

  GgufType(int id, int leastBytes) {
    this.id = id;
    this.leastBytes = leastBytes;
  }

  /** The type with GGUF's number {@code id}, or null. */
  static @Nullable GgufType byId(int id) {
    return id >= 0 && id < BY_ID.size() ? BY_ID.get(id) : null;
  }

  /**
   * The type that a value is written with when no other is asked for; of an array, its elements'
   * type. Whole numbers become u32 where they fit, as llama.cpp demands of counts, and floats f32.
   *
   * @throws IllegalArgumentException if GGUF has no type for the value
   */
  static GgufType of(Object value) {
    return switch (value) {
      case Long number when number >= 0 -> number <= 0xFFFF_FFFFL ? U32 : U64;
      case Long number -> number == number.intValue() ? I32 : I64;
      case Double _, float[] _ -> F32;
      case Boolean _, boolean[] _ -> BOOL;
      case String _, String[] _ -> STRING;
      case byte[] _ -> U8;
      case int[] _ -> I32;
      case long[] _ -> I64;
      case double[] _ -> F64;
      default ->
          throw new IllegalArgumentException("no GGUF type holds a " + value.getClass().getName());
    };
  }

  /**
   * Whether this type can store the value, or an array's elements, without another reading of it.
   */
  boolean holds(Object value) {
    return switch (value) {
      case Long number -> holdsWhole(number);
      case Double _ -> this == F32 || this == F64;
      case Boolean _, boolean[] _ -> this == BOOL;
      case String _, String[] _ -> this == STRING;
      case byte[] _ -> this == U8 || this == I8;
      case int[] numbers -> isWide() && IntStream.of(numbers).allMatch(this::holdsWhole);
      case long[] numbers -> isWide() && LongStream.of(numbers).allMatch(this::holdsWhole);
      case float[] _ -> this == F32;
      case double[] _ -> this == F64;
      default -> false;
    };
  }

  /** Whether arrays of this type are read as ints or longs. */
  private boolean isWide() {
    return this != U8 && this != I8;
  }

  private boolean holdsWhole(long number) {
    return switch (this) {
      case U8 -> number == (number & 0xFF);
      case I8 -> number == (byte) number;
      case U16 -> number == (number & 0xFFFF);
      case I16 -> number == (short) number;
      case U32 -> number == (number & 0xFFFF_FFFFL);
      case I32 -> number == (int) number;
      case U64 -> number >= 0;
      case I64 -> true;
      case F32, F64, BOOL, STRING, ARRAY -> false;
    };
  }
}
