package dev.bantam.tensor;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the numbers of a tensor are stored: ggml's types, under ggml's names and numbers.
 *
 * <p>A type stores {@link #blockSize} values in {@link #blockBytes} bytes; a row is a whole number
 * of blocks. Source: {@code ggml.h} and {@code ggml-common.h} of llama.cpp.
 */
public enum DType {
  F32(0, 1, 4),
  F16(1, 1, 2),
  Q4_0(2, 32, 18),
  Q4_1(3, 32, 20),
  Q5_0(6, 32, 22),
  Q5_1(7, 32, 24),
  Q8_0(8, 32, 34),
  Q8_1(9, 32, 36),
  Q2_K(10, 256, 84),
  Q3_K(11, 256, 110),
  Q4_K(12, 256, 144),
  Q5_K(13, 256, 176),
  Q6_K(14, 256, 210),
  Q8_K(15, 256, 292),
  IQ2_XXS(16, 256, 66),
  IQ2_XS(17, 256, 74),
  IQ3_XXS(18, 256, 98),
  IQ1_S(19, 256, 50),
  IQ4_NL(20, 32, 18),
  IQ3_S(21, 256, 110),
  IQ2_S(22, 256, 82),
  IQ4_XS(23, 256, 136),
  I8(24, 1, 1),
  I16(25, 1, 2),
  I32(26, 1, 4),
  I64(27, 1, 8),
  F64(28, 1, 8),
  IQ1_M(29, 256, 56),
  BF16(30, 1, 2),
  TQ1_0(34, 256, 54),
  TQ2_0(35, 256, 66),
  MXFP4(39, 32, 17),
  NVFP4(40, 64, 36),
  Q1_0(41, 128, 18),
  Q2_0(42, 64, 18);

  private static final DType[] BY_ID = new DType[64];

  static {
    for (DType type : values()) {
      BY_ID[type.id] = type;
    }
  }

  /** The number that ggml and GGUF use for this type. */
  public final int id;

  /** Values in one block. */
  public final int blockSize;

  /** Bytes in one block. */
  public final int blockBytes;

  DType(int id, int blockSize, int blockBytes) {
    this.id = id;
    this.blockSize = blockSize;
    this.blockBytes = blockBytes;
  }

  /** Returns the type with ggml's number {@code id}, or null if there is none. */
  public static @Nullable DType byId(int id) {
    return id >= 0 && id < BY_ID.length ? BY_ID[id] : null;
  }

  /**
   * Bytes that {@code values} stored values take.
   *
   * @throws IllegalArgumentException if {@code values} is not a whole number of blocks
   * @throws ArithmeticException if the result does not fit a long
   */
  public long bytes(long values) {
    if (values < 0 || values % blockSize != 0) {
      throw new IllegalArgumentException(
          values + " values are not a whole number of " + this + " blocks of " + blockSize);
    }
    return Math.multiplyExact(values / blockSize, (long) blockBytes);
  }

  /** The type's name as ggml writes it: {@code q4_K}, {@code iq2_xxs}, {@code f16}. */
  public String ggmlName() {
    String lower = name().toLowerCase(Locale.ROOT);
    return lower.endsWith("_k") ? lower.substring(0, lower.length() - 1) + "K" : lower;
  }
}
