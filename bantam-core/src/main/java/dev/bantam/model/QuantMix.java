package dev.bantam.model;

import dev.bantam.tensor.DType;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The storage of a whole model under llama.cpp's names: most matrices in one type, those that
 * suffer most in a better one (see {@link QuantPlan}). S, M and L stand for small, medium and
 * large.
 */
public enum QuantMix {
  F32(0, DType.F32),
  F16(1, DType.F16),
  Q4_0(2, DType.Q4_0),
  Q4_1(3, DType.Q4_1),
  Q8_0(7, DType.Q8_0),
  Q5_0(8, DType.Q5_0),
  Q5_1(9, DType.Q5_1),
  Q2_K(10, DType.Q2_K),
  Q3_K_S(11, DType.Q3_K),
  Q3_K_M(12, DType.Q3_K),
  Q3_K_L(13, DType.Q3_K),
  Q4_K_S(14, DType.Q4_K),
  Q4_K_M(15, DType.Q4_K),
  Q5_K_S(16, DType.Q5_K),
  Q5_K_M(17, DType.Q5_K),
  Q6_K(18, DType.Q6_K),
  IQ2_XXS(19, DType.IQ2_XXS),
  IQ2_XS(20, DType.IQ2_XS),
  Q2_K_S(21, DType.Q2_K),
  IQ3_XS(22, DType.IQ3_S),
  IQ3_XXS(23, DType.IQ3_XXS),
  IQ1_S(24, DType.IQ1_S),
  IQ4_NL(25, DType.IQ4_NL),
  IQ3_S(26, DType.IQ3_S),
  IQ3_M(27, DType.IQ3_S),
  IQ2_S(28, DType.IQ2_XS),
  IQ2_M(29, DType.IQ2_S),
  IQ4_XS(30, DType.IQ4_XS),
  IQ1_M(31, DType.IQ1_M),
  BF16(32, DType.BF16),
  TQ1_0(36, DType.TQ1_0),
  TQ2_0(37, DType.TQ2_0),
  MXFP4_MOE(38, DType.MXFP4),
  Q1_0(40, DType.Q1_0),
  Q2_0(41, DType.Q2_0);

  /** The value of {@code general.file_type} in a GGUF file of this mix. */
  public final int fileType;

  /** The type of most matrices. */
  public final DType type;

  QuantMix(int fileType, DType type) {
    this.fileType = fileType;
    this.type = type;
  }

  /** Whether matrices are stored in blocks, so that the mix has to choose between types. */
  boolean isQuantised() {
    return type.blockSize > 1;
  }

  /**
   * The mix of this name, in any case; {@code Q3_K}, {@code Q4_K} and {@code Q5_K} mean the medium
   * ones.
   *
   * @throws IllegalArgumentException listing the names, if there is none
   */
  public static QuantMix named(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    for (QuantMix mix : values()) {
      if (mix.name().equals(upper) || mix.name().equals(upper + "_M") && upper.endsWith("_K")) {
        return mix;
      }
    }
    throw new IllegalArgumentException(
        "no quantisation is called '" + name + "'; known: " + Arrays.toString(values()));
  }

  /** The mix that a file's {@code general.file_type} names, or null. */
  public static @Nullable QuantMix ofFileType(int fileType) {
    for (QuantMix mix : values()) {
      if (mix.fileType == fileType) {
        return mix;
      }
    }
    return null;
  }
}
