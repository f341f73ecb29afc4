package dev.bantam.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The types of metadata values in a GGUF file. The constants stand in the order of the numbers that
 * the file uses. Source: {@code docs/gguf.md} of ggml.
 */
public enum GgufType {
  U8(1),
  I8(1),
  U16(2),
  I16(2),
  U32(4),
  I32(4),
  F32(4),
  BOOL(1),
  /** Eight bytes of length, then UTF-8. */
  STRING(8),
  /** Element type, element count, elements; arrays of arrays are not read. */
  ARRAY(12),
  U64(8),
  I64(8),
  F64(8);

  private static final List<GgufType> BY_ID = List.of(values());

  /** The fewest bytes that a value of this type takes. */
  final int leastBytes;

  GgufType(int leastBytes) {
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
}
