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
 * into all lanes. Methods are flat, since the compiler stops inlining helpers in methods of this
 * size.
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

  // Of each of four bytes of an integer.
  private static final int LOWER_4 = 0x0F0F0F0F;
  private static final int BITS_4_5 = 0x30303030;

  /** The code of Q6_K that stands for 0. */
  private static final byte MIDDLE = 32;

  private VectorSuperblocks() {}

  private static IntVector lanes(int... values) {
    return IntVector.fromArray(EIGHT, values, 0);
  }

  private static float half(MemorySegment w, long at) {
    return Float.float16ToFloat(w.get(HALF, at));
  }

  static void q4_K(
      MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    row4(w, a, k, x, xAt, sums, at);
    row4(w, b, k, x, xAt, sums, at + RowPairs.SECOND);
  }

  static void q5_K(
      MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    row5(w, a, k, x, xAt, sums, at);
    row5(w, b, k, x, xAt, sums, at + RowPairs.SECOND);
  }

  static void q6_K(
      MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    row6(w, a, k, x, xAt, sums, at);
    row6(w, b, k, x, xAt, sums, at + RowPairs.SECOND);
  }

  /** The eight scales, then the eight minima of a block of Q4_K or Q5_K. */
  private static void scales(MemorySegment w, long block, float[] out) {
    IntVector words = IntVector.fromMemorySegment(EIGHT, w, block, LITTLE_ENDIAN);
    ((FloatVector)
            SCALE_WORDS
                .selectFrom(words)
                .lanewise(LSHR, SCALE_SHIFTS)
                .and(LOWER_BITS)
                .or(FIRST_WORD.selectFrom(words).lanewise(LSHR, UPPER_SHIFTS).and(UPPER_BITS))
                .convertShape(I2F, FloatVector.SPECIES_256, 0))
        .mul(half(w, block))
        .intoArray(out, SCALES);
    ((FloatVector)
            MINIMUM_WORDS
                .selectFrom(words)
                .lanewise(LSHR, MINIMUM_SHIFTS)
                .and(LOWER_BITS)
                .or(SECOND_WORD.selectFrom(words).lanewise(LSHR, UPPER_SHIFTS).and(UPPER_BITS))
                .convertShape(I2F, FloatVector.SPECIES_256, 0))
        .mul(half(w, block + 2))
        .intoArray(out, SCALES + MINIMA);
  }

  private static void row4(
      MemorySegment w, long block, int k, float[] x, int xAt, float[] sums, int at) {
    if (Lanes.N < Dot.SUMS) {
      narrowRow4(w, block, k, x, xAt, sums, at);
      return;
    }
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int j = xAt; j < xAt + k; j += 256, block += 144) {
      scales(w, block, sums);
      for (int pair = 0; pair < 4; pair++) {
        long codes = block + 16 + 32L * pair;
        int v = j + 64 * pair;
        int s = SCALES + 2 * pair;
        IntVector c =
            (IntVector)
                ByteVector.fromMemorySegment(B, w, codes, LITTLE_ENDIAN)
                    .convertShape(ZERO_EXTEND_B2I, Lanes.I, 0);
        IntVector d =
            (IntVector)
                ByteVector.fromMemorySegment(B, w, codes + 16, LITTLE_ENDIAN)
                    .convertShape(ZERO_EXTEND_B2I, Lanes.I, 0);
        // All 16 levels at once, then one of them for each code: selecting looks at four bits.
        IntVector levels = CODES.mul(sums[s]).sub(sums[s + MINIMA]).reinterpretAsInts();
        FloatVector value = c.selectFrom(levels).reinterpretAsFloats();
        sum = value.fma(FloatVector.fromArray(Lanes.F, x, v), sum);
        value = d.selectFrom(levels).reinterpretAsFloats();
        sum = value.fma(FloatVector.fromArray(Lanes.F, x, v + 16), sum);
        levels = CODES.mul(sums[s + 1]).sub(sums[s + 1 + MINIMA]).reinterpretAsInts();
        value = c.lanewise(LSHR, 4).selectFrom(levels).reinterpretAsFloats();
        sum = value.fma(FloatVector.fromArray(Lanes.F, x, v + 32), sum);
        value = d.lanewise(LSHR, 4).selectFrom(levels).reinterpretAsFloats();
        sum = value.fma(FloatVector.fromArray(Lanes.F, x, v + 48), sum);
      }
    }
    sum.intoArray(sums, at);
  }

  private static void narrowRow4(
      MemorySegment w, long row, int k, float[] x, int xAt, float[] sums, int at) {
    for (int lane = 0; lane < Dot.SUMS; lane += Lanes.N) {
      FloatVector sum = FloatVector.zero(Lanes.F);
      long block = row;
      for (int j = xAt + lane; j < xAt + k; j += 256, block += 144) {
        scales(w, block, sums);
        for (int group = 0; group < 8; group++) {
          // Groups 2 p and 2 p + 1 are the lower and upper nibbles of the same 32 bytes.
          int shift = 4 * (group & 1);
          long codes = block + 16 + 16L * (group & 6) + lane;
          float scale = sums[SCALES + group];
          float minimum = sums[SCALES + group + MINIMA];
          int v = j + 32 * group;
          IntVector c =
              (IntVector)
                  ByteVector.fromMemorySegment(B, w, codes, LITTLE_ENDIAN)
                      .convertShape(ZERO_EXTEND_B2I, Lanes.I, 0);
          IntVector d =
              (IntVector)
                  ByteVector.fromMemorySegment(B, w, codes + 16, LITTLE_ENDIAN)
                      .convertShape(ZERO_EXTEND_B2I, Lanes.I, 0);
          FloatVector value =
              (FloatVector) c.lanewise(LSHR, shift).and(15).convertShape(I2F, Lanes.F, 0);
          value = value.mul(scale).sub(minimum);
          sum = value.fma(FloatVector.fromArray(Lanes.F, x, v), sum);
          value = (FloatVector) d.lanewise(LSHR, shift).and(15).convertShape(I2F, Lanes.F, 0);
          value = value.mul(scale).sub(minimum);
          sum = value.fma(FloatVector.fromArray(Lanes.F, x, v + 16), sum);
        }
      }
      sum.intoArray(sums, at + lane);
    }
  }

  private static void row5(
      MemorySegment w, long row, int k, float[] x, int xAt, float[] sums, int at) {
    for (int lane = 0; lane < Dot.SUMS; lane += Lanes.N) {
      FloatVector sum = FloatVector.zero(Lanes.F);
      long block = row;
      for (int j = xAt + lane; j < xAt + k; j += 256, block += 176) {
        scales(w, block, sums);
        IntVector h =
            (IntVector)
                ByteVector.fromMemorySegment(B, w, block + 16 + lane, LITTLE_ENDIAN)
                    .convertShape(ZERO_EXTEND_B2I, Lanes.I, 0);
        IntVector i =
            (IntVector)
                ByteVector.fromMemorySegment(B, w, block + 32 + lane, LITTLE_ENDIAN)
                    .convertShape(ZERO_EXTEND_B2I, Lanes.I, 0);
        for (int pair = 0; pair < 4; pair++) {
          // Bits 2 p and 2 p + 1 of h and i are the fifth bits of groups 2 p and 2 p + 1.
          long codes = block + 48 + 32L * pair + lane;
          int v = j + 64 * pair;
          int s = SCALES + 2 * pair;
          IntVector c =
              (IntVector)
                  ByteVector.fromMemorySegment(B, w, codes, LITTLE_ENDIAN)
                      .convertShape(ZERO_EXTEND_B2I, Lanes.I, 0);
          IntVector d =
              (IntVector)
                  ByteVector.fromMemorySegment(B, w, codes + 16, LITTLE_ENDIAN)
                      .convertShape(ZERO_EXTEND_B2I, Lanes.I, 0);
          IntVector code = c.and(15).or(h.lanewise(LSHL, 4).and(16));
          FloatVector value = (FloatVector) code.convertShape(I2F, Lanes.F, 0);
          value = value.mul(sums[s]).sub(sums[s + MINIMA]);
          sum = value.fma(FloatVector.fromArray(Lanes.F, x, v), sum);
          code = d.and(15).or(i.lanewise(LSHL, 4).and(16));
          value = (FloatVector) code.convertShape(I2F, Lanes.F, 0);
          value = value.mul(sums[s]).sub(sums[s + MINIMA]);
          sum = value.fma(FloatVector.fromArray(Lanes.F, x, v + 16), sum);
          code = c.lanewise(LSHR, 4).or(h.lanewise(LSHL, 3).and(16));
          value = (FloatVector) code.convertShape(I2F, Lanes.F, 0);
          value = value.mul(sums[s + 1]).sub(sums[s + 1 + MINIMA]);
          sum = value.fma(FloatVector.fromArray(Lanes.F, x, v + 32), sum);
          code = d.lanewise(LSHR, 4).or(i.lanewise(LSHL, 3).and(16));
          value = (FloatVector) code.convertShape(I2F, Lanes.F, 0);
          value = value.mul(sums[s + 1]).sub(sums[s + 1 + MINIMA]);
          sum = value.fma(FloatVector.fromArray(Lanes.F, x, v + 48), sum);
          h = h.lanewise(LSHR, 2);
          i = i.lanewise(LSHR, 2);
        }
      }
      sum.intoArray(sums, at + lane);
    }
  }

  private static void row6(
      MemorySegment w, long row, int k, float[] x, int xAt, float[] sums, int at) {
    for (int lane = 0; lane < Dot.SUMS; lane += Lanes.N) {
      FloatVector sum = FloatVector.zero(Lanes.F);
      long block = row;
      for (int j = xAt + lane; j < xAt + k; j += 256, block += 210) {
        float d = half(w, block + 208);
        for (int i = 0; i < 16; i += Lanes.N) {
          ((FloatVector)
                  ByteVector.fromMemorySegment(B, w, block + 192 + i, LITTLE_ENDIAN)
                      .convertShape(B2F, Lanes.F, 0))
              .mul(d)
              .intoArray(sums, SCALES + i);
        }
        for (int part = 0; part < 4; part++) {
          // 64 values, whose lower bits are the lower or the upper nibbles of 64 bytes; 128 values
          // share 32 bytes of upper bits.
          int shift = 4 * (part & 1);
          long codes = block + 32L * (part & 2) + lane;
          long bits = block + 128 + 16L * (part & 2) + lane;
          int v = j + 64 * part;
          int s = SCALES + 4 * part;
          IntVector g =
              ByteVector.fromMemorySegment(B, w, bits, LITTLE_ENDIAN)
                  .reinterpretAsInts()
                  .lanewise(LSHR, shift);
          IntVector h =
              ByteVector.fromMemorySegment(B, w, bits + 16, LITTLE_ENDIAN)
                  .reinterpretAsInts()
                  .lanewise(LSHR, shift);
          ByteVector code =
              ByteVector.fromMemorySegment(B, w, codes, LITTLE_ENDIAN)
                  .reinterpretAsInts()
                  .lanewise(LSHR, shift)
                  .and(LOWER_4)
                  .or(g.lanewise(LSHL, 4).and(BITS_4_5))
                  .reinterpretAsBytes();
          FloatVector value = (FloatVector) code.sub(MIDDLE).convertShape(B2F, Lanes.F, 0);
          sum = value.mul(sums[s]).fma(FloatVector.fromArray(Lanes.F, x, v), sum);
          code =
              ByteVector.fromMemorySegment(B, w, codes + 16, LITTLE_ENDIAN)
                  .reinterpretAsInts()
                  .lanewise(LSHR, shift)
                  .and(LOWER_4)
                  .or(h.lanewise(LSHL, 4).and(BITS_4_5))
                  .reinterpretAsBytes();
          value = (FloatVector) code.sub(MIDDLE).convertShape(B2F, Lanes.F, 0);
          sum = value.mul(sums[s + 1]).fma(FloatVector.fromArray(Lanes.F, x, v + 16), sum);
          code =
              ByteVector.fromMemorySegment(B, w, codes + 32, LITTLE_ENDIAN)
                  .reinterpretAsInts()
                  .lanewise(LSHR, shift)
                  .and(LOWER_4)
                  .or(g.lanewise(LSHL, 2).and(BITS_4_5))
                  .reinterpretAsBytes();
          value = (FloatVector) code.sub(MIDDLE).convertShape(B2F, Lanes.F, 0);
          sum = value.mul(sums[s + 2]).fma(FloatVector.fromArray(Lanes.F, x, v + 32), sum);
          code =
              ByteVector.fromMemorySegment(B, w, codes + 48, LITTLE_ENDIAN)
                  .reinterpretAsInts()
                  .lanewise(LSHR, shift)
                  .and(LOWER_4)
                  .or(h.lanewise(LSHL, 2).and(BITS_4_5))
                  .reinterpretAsBytes();
          value = (FloatVector) code.sub(MIDDLE).convertShape(B2F, Lanes.F, 0);
          sum = value.mul(sums[s + 3]).fma(FloatVector.fromArray(Lanes.F, x, v + 48), sum);
        }
      }
      sum.intoArray(sums, at + lane);
    }
  }
}
