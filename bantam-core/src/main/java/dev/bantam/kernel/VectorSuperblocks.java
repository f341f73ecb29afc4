package dev.bantam.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Kernel#pair} of the K-quants, whose blocks of 256 values have quantised scales. Vectors
 * have at least 256 bits.
 *
 * <p>All scales of a block are computed at once and put behind the sums, from where each is loaded
 * into all lanes. Each method adds one block of one row: what is larger the compiler gives up on.
 */
final class VectorSuperblocks {
  private static final VectorSpecies<Byte> B = VectorSpecies.of(byte.class, Lanes.shape(8));
  private static final VectorSpecies<Integer> EIGHT = IntVector.SPECIES_256;
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  /** Where the scales of a block are. */
  private static final int SCALES = RowPairs.SPARE;

  /** From a scale to the minimum of the same group. */
  private static final int MINIMA = 8;

  // Scales and minima of Q4_K and Q5_K, see ScalesK: eight lanes that each pick a 32-bit word of
  // the
  // block, shift and mask it, and do the same again for the upper bits of the last four.
  private static final IntVector SCALE_WORDS = lanes(1, 1, 1, 1, 3, 3, 3, 3);
  private static final IntVector SCALE_SHIFTS = lanes(0, 8, 16, 24, 0, 8, 16, 24);
  private static final IntVector MINIMUM_WORDS = lanes(2, 2, 2, 2, 3, 3, 3, 3);
  private static final IntVector MINIMUM_SHIFTS = lanes(0, 8, 16, 24, 4, 12, 20, 28);
  private static final IntVector LOWER_BITS = lanes(63, 63, 63, 63, 15, 15, 15, 15);
  private static final IntVector UPPER_SHIFTS = lanes(0, 0, 0, 0, 2, 10, 18, 26);
  private static final IntVector UPPER_BITS = lanes(0, 0, 0, 0, 48, 48, 48, 48);
  private static final IntVector FIRST_WORD = IntVector.broadcast(EIGHT, 1);
  private static final IntVector SECOND_WORD = IntVector.broadcast(EIGHT, 2);

  /** The 16 codes of four bits, where a vector holds as many. */
  private static final FloatVector CODES = FloatVector.zero(Lanes.F).addIndex(1);

  private VectorSuperblocks() {}

  private static IntVector lanes(int... values) {
    return IntVector.fromArray(EIGHT, values, 0);
  }

  private static float half(MemorySegment w, long at) {
    return Float.float16ToFloat(w.get(HALF, at));
  }

  static void q4_K(
      MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    clear(sums, at);
    for (int j = xAt; j < xAt + k; j += 256, a += 144, b += 144) {
      addQ4(w, a, x, j, sums, at);
      addQ4(w, b, x, j, sums, at + RowPairs.SECOND);
    }
  }

  static void q5_K(
      MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    clear(sums, at);
    for (int j = xAt; j < xAt + k; j += 256, a += 176, b += 176) {
      addQ5(w, a, x, j, sums, at);
      addQ5(w, b, x, j, sums, at + RowPairs.SECOND);
    }
  }

  static void q6_K(
      MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    clear(sums, at);
    for (int j = xAt; j < xAt + k; j += 256, a += 210, b += 210) {
      addQ6(w, a, x, j, sums, at);
      addQ6(w, b, x, j, sums, at + RowPairs.SECOND);
    }
  }

  private static void clear(float[] sums, int at) {
    for (int i = 0; i < Dot.SUMS; i += Lanes.N) {
      FloatVector.zero(Lanes.F).intoArray(sums, at + i);
      FloatVector.zero(Lanes.F).intoArray(sums, at + i + RowPairs.SECOND);
    }
  }

  /** The eight scales, then the eight minima of a block of Q4_K or Q5_K. */
  private static void scales(MemorySegment w, long block, float[] out) {
    IntVector words = IntVector.fromMemorySegment(EIGHT, w, block, LITTLE_ENDIAN);
    scales(words, SCALE_WORDS, SCALE_SHIFTS, FIRST_WORD).mul(half(w, block)).intoArray(out, SCALES);
    scales(words, MINIMUM_WORDS, MINIMUM_SHIFTS, SECOND_WORD)
        .mul(half(w, block + 2))
        .intoArray(out, SCALES + MINIMA);
  }

  private static FloatVector scales(
      IntVector words, IntVector lower, IntVector shifts, IntVector upper) {
    return (FloatVector)
        lower
            .selectFrom(words)
            .lanewise(LSHR, shifts)
            .and(LOWER_BITS)
            .or(upper.selectFrom(words).lanewise(LSHR, UPPER_SHIFTS).and(UPPER_BITS))
            .convertShape(I2F, FloatVector.SPECIES_256, 0);
  }

  private static void addQ4(MemorySegment w, long block, float[] x, int xAt, float[] sums, int at) {
    scales(w, block, sums);
    for (int lane = 0; lane < Dot.SUMS; lane += Lanes.N) {
      FloatVector sum = FloatVector.fromArray(Lanes.F, sums, at + lane);
      for (int group = 0; group < 8; group++) {
        // Groups 2 p and 2 p + 1 are the lower and upper nibbles of the same 32 bytes.
        int shift = 4 * (group & 1);
        long codes = block + 16 + 16L * (group & 6) + lane;
        int v = xAt + 32 * group + lane;
        float scale = sums[SCALES + group];
        float minimum = sums[SCALES + group + MINIMA];
        IntVector c =
            ((IntVector)
                    ByteVector.fromMemorySegment(B, w, codes, LITTLE_ENDIAN)
                        .convertShape(ZERO_EXTEND_B2I, Lanes.I, 0))
                .lanewise(LSHR, shift);
        IntVector d =
            ((IntVector)
                    ByteVector.fromMemorySegment(B, w, codes + 16, LITTLE_ENDIAN)
                        .convertShape(ZERO_EXTEND_B2I, Lanes.I, 0))
                .lanewise(LSHR, shift);
        if (Lanes.N == Dot.SUMS) {
          // All 16 levels at once, then one of them for each code: selecting looks at four bits.
          IntVector levels = CODES.mul(scale).sub(minimum).reinterpretAsInts();
          sum =
              c.selectFrom(levels)
                  .reinterpretAsFloats()
                  .fma(FloatVector.fromArray(Lanes.F, x, v), sum);
          sum =
              d.selectFrom(levels)
                  .reinterpretAsFloats()
                  .fma(FloatVector.fromArray(Lanes.F, x, v + 16), sum);
        } else {
          sum =
              ((FloatVector) c.and(15).convertShape(I2F, Lanes.F, 0))
                  .mul(scale)
                  .sub(minimum)
                  .fma(FloatVector.fromArray(Lanes.F, x, v), sum);
          sum =
              ((FloatVector) d.and(15).convertShape(I2F, Lanes.F, 0))
                  .mul(scale)
                  .sub(minimum)
                  .fma(FloatVector.fromArray(Lanes.F, x, v + 16), sum);
        }
      }
      sum.intoArray(sums, at + lane);
    }
  }

  private static void addQ5(MemorySegment w, long block, float[] x, int xAt, float[] sums, int at) {
    scales(w, block, sums);
    for (int lane = 0; lane < Dot.SUMS; lane += Lanes.N) {
      FloatVector sum = FloatVector.fromArray(Lanes.F, sums, at + lane);
      // The fifth bit of group g is bit 4 + g.
      IntVector h =
          ((IntVector)
                  ByteVector.fromMemorySegment(B, w, block + 16 + lane, LITTLE_ENDIAN)
                      .convertShape(ZERO_EXTEND_B2I, Lanes.I, 0))
              .lanewise(LSHL, 4);
      IntVector i =
          ((IntVector)
                  ByteVector.fromMemorySegment(B, w, block + 32 + lane, LITTLE_ENDIAN)
                      .convertShape(ZERO_EXTEND_B2I, Lanes.I, 0))
              .lanewise(LSHL, 4);
      for (int group = 0; group < 8; group++) {
        int shift = 4 * (group & 1);
        long codes = block + 48 + 16L * (group & 6) + lane;
        int v = xAt + 32 * group + lane;
        float scale = sums[SCALES + group];
        float minimum = sums[SCALES + group + MINIMA];
        IntVector c =
            ((IntVector)
                    ByteVector.fromMemorySegment(B, w, codes, LITTLE_ENDIAN)
                        .convertShape(ZERO_EXTEND_B2I, Lanes.I, 0))
                .lanewise(LSHR, shift)
                .and(15)
                .or(h.lanewise(LSHR, group).and(16));
        IntVector d =
            ((IntVector)
                    ByteVector.fromMemorySegment(B, w, codes + 16, LITTLE_ENDIAN)
                        .convertShape(ZERO_EXTEND_B2I, Lanes.I, 0))
                .lanewise(LSHR, shift)
                .and(15)
                .or(i.lanewise(LSHR, group).and(16));
        sum =
            ((FloatVector) c.convertShape(I2F, Lanes.F, 0))
                .mul(scale)
                .sub(minimum)
                .fma(FloatVector.fromArray(Lanes.F, x, v), sum);
        sum =
            ((FloatVector) d.convertShape(I2F, Lanes.F, 0))
                .mul(scale)
                .sub(minimum)
                .fma(FloatVector.fromArray(Lanes.F, x, v + 16), sum);
      }
      sum.intoArray(sums, at + lane);
    }
  }

  private static void addQ6(MemorySegment w, long block, float[] x, int xAt, float[] sums, int at) {
    float d = half(w, block + 208);
    for (int i = 0; i < 16; i += Lanes.N) {
      ((FloatVector)
              ByteVector.fromMemorySegment(B, w, block + 192 + i, LITTLE_ENDIAN)
                  .convertShape(B2F, Lanes.F, 0))
          .mul(d)
          .intoArray(sums, SCALES + i);
    }
    for (int lane = 0; lane < Dot.SUMS; lane += Lanes.N) {
      FloatVector sum = FloatVector.fromArray(Lanes.F, sums, at + lane);
      for (int group = 0; group < 8; group++) {
        // Groups of 32; of the four in each half block, two share 32 bytes of lower bits and all
        // share 32 bytes of upper bits.
        int lower = 4 * (group >> 1 & 1);
        int upper = 2 * (group & 3);
        long codes = block + 64L * (group >> 2) + 32L * (group & 1) + lane;
        long bits = block + 128 + 32L * (group >> 2) + lane;
        int v = xAt + 32 * group + lane;
        IntVector c = ByteVector.fromMemorySegment(B, w, codes, LITTLE_ENDIAN).reinterpretAsInts();
        IntVector h = ByteVector.fromMemorySegment(B, w, bits, LITTLE_ENDIAN).reinterpretAsInts();
        sum =
            ((FloatVector)
                    c.lanewise(LSHR, lower)
                        .and(0x0F0F0F0F)
                        .or(h.lanewise(LSHR, upper).and(0x03030303).lanewise(LSHL, 4))
                        .reinterpretAsBytes()
                        .sub((byte) 32)
                        .convertShape(B2F, Lanes.F, 0))
                .mul(sums[SCALES + 2 * group])
                .fma(FloatVector.fromArray(Lanes.F, x, v), sum);
        c = ByteVector.fromMemorySegment(B, w, codes + 16, LITTLE_ENDIAN).reinterpretAsInts();
        h = ByteVector.fromMemorySegment(B, w, bits + 16, LITTLE_ENDIAN).reinterpretAsInts();
        sum =
            ((FloatVector)
                    c.lanewise(LSHR, lower)
                        .and(0x0F0F0F0F)
                        .or(h.lanewise(LSHR, upper).and(0x03030303).lanewise(LSHL, 4))
                        .reinterpretAsBytes()
                        .sub((byte) 32)
                        .convertShape(B2F, Lanes.F, 0))
                .mul(sums[SCALES + 2 * group + 1])
                .fma(FloatVector.fromArray(Lanes.F, x, v + 16), sum);
      }
      sum.intoArray(sums, at + lane);
    }
  }
}
