package dev.bantam.kernel;

import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Decodes groups of values as {@link BlockKernel#decodeBlock} does. Vectors have at least 256 bits,
 * so that a group of 16 is one vector or two.
 */
final class VectorDecode {
  private static final VectorSpecies<Byte> B = VectorSpecies.of(byte.class, Lanes.shape(8));

  private static final VectorSpecies<Byte> EIGHT_BYTES = ByteVector.SPECIES_64;
  private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;

  /** [256, 8], the sign bits that eight stored bits stand for. */
  private static final int[] SIGNS = signs();

  private VectorDecode() {}

  private static int[] signs() {
    int[] bits = new int[256 * 8];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = i >> 3 >> (i & 7) << 31;
    }
    return bits;
  }

  private static IntVector codes(byte[] in, int i) {
    return (IntVector) ByteVector.fromArray(B, in, i).convertShape(ZERO_EXTEND_B2I, Lanes.I, 0);
  }

  private static FloatVector floats(IntVector codes) {
    return (FloatVector) codes.convertShape(I2F, Lanes.F, 0);
  }

  /** out = d times signed bytes. */
  static void bytes(byte[] in, int i, float d, float[] out, int at, int n) {
    for (int j = 0; j < n; j += Lanes.N) {
      ((FloatVector) ByteVector.fromArray(B, in, i + j).convertShape(B2F, Lanes.F, 0))
          .mul(d)
          .intoArray(out, at + j);
    }
  }

  /** out = d (q - zero) - m, where q are some bits of each byte. */
  static void bits(
      byte[] in,
      int i,
      int shift,
      int mask,
      int zero,
      float d,
      float m,
      float[] out,
      int at,
      int n) {
    for (int j = 0; j < n; j += Lanes.N) {
      IntVector q = codes(in, i + j).lanewise(LSHR, shift).and(mask).sub(zero);
      floats(q).mul(d).sub(m).intoArray(out, at + j);
    }
  }

  /**
   * See {@link Unpack#bits(byte[], int, int, int, int, int, int, int, float, float, float[], int,
   * int)}.
   */
  static void bits(
      byte[] in,
      int low,
      int lowShift,
      int lowMask,
      int high,
      int highShift,
      int highMask,
      int zero,
      float d,
      float m,
      float[] out,
      int at,
      int n) {
    int up = Integer.bitCount(lowMask);
    for (int j = 0; j < n; j += Lanes.N) {
      IntVector q = codes(in, low + j).lanewise(LSHR, lowShift).and(lowMask);
      IntVector h = codes(in, high + j).lanewise(LSHR, highShift).and(highMask).lanewise(LSHL, up);
      floats(q.or(h).sub(zero)).mul(d).sub(m).intoArray(out, at + j);
    }
  }

  /** A point of eight dimensions: out = d times values[i .. i + 8), negated where signs say so. */
  static void point(byte[] values, int i, float d, int signs, float[] out, int at) {
    ((FloatVector) ByteVector.fromArray(EIGHT_BYTES, values, i).convertShape(B2F, EIGHT, 0))
        .mul(d)
        .reinterpretAsInts()
        .lanewise(XOR, IntVector.fromArray(IntVector.SPECIES_256, SIGNS, 8 * (signs & 255)))
        .reinterpretAsFloats()
        .intoArray(out, at);
  }
}
