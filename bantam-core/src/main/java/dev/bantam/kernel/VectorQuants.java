package dev.bantam.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Kernel#pair} of types with blocks of 32 values. Vectors have at least 256 bits. */
final class VectorQuants {
  private static final VectorSpecies<Byte> B = VectorSpecies.of(byte.class, Lanes.shape(8));
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private VectorQuants() {}

  // The values of a four-bit code, for a scale of one; the second half where one vector holds
  // eight.
  private static final float[] LEVELS = {-8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7};
  private static final FloatVector LINEAR_LOW = FloatVector.fromArray(Lanes.F, LEVELS, 0);
  private static final FloatVector LINEAR_HIGH =
      FloatVector.fromArray(Lanes.F, LEVELS, Dot.SUMS - Lanes.N);
  private static final FloatVector NON_LINEAR_LOW =
      FloatVector.fromArray(Lanes.F, NonLinear.LEVELS, 0);
  private static final FloatVector NON_LINEAR_HIGH =
      FloatVector.fromArray(Lanes.F, NonLinear.LEVELS, Dot.SUMS - Lanes.N);

  private static float half(MemorySegment w, long at) {
    return Float.float16ToFloat(w.get(HALF, at));
  }

  private static FloatVector signed(MemorySegment w, long at) {
    return (FloatVector)
        ByteVector.fromMemorySegment(B, w, at, LITTLE_ENDIAN)
            .convertShape(VectorOperators.B2F, Lanes.F, 0);
  }

  private static IntVector unsigned(MemorySegment w, long at) {
    return (IntVector)
        ByteVector.fromMemorySegment(B, w, at, LITTLE_ENDIAN)
            .convertShape(VectorOperators.ZERO_EXTEND_B2I, Lanes.I, 0);
  }

  static void q8_0(
      MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    for (int lane = 0; lane < Dot.SUMS; lane += Lanes.N) {
      FloatVector first = FloatVector.zero(Lanes.F);
      FloatVector second = first;
      long p = a;
      long q = b;
      for (int j = lane; j < k; j += 32, p += 34, q += 34) {
        FloatVector d = FloatVector.broadcast(Lanes.F, half(w, p));
        FloatVector e = FloatVector.broadcast(Lanes.F, half(w, q));
        FloatVector v = FloatVector.fromArray(Lanes.F, x, xAt + j);
        first = signed(w, p + 2 + lane).mul(d).fma(v, first);
        second = signed(w, q + 2 + lane).mul(e).fma(v, second);
        v = FloatVector.fromArray(Lanes.F, x, xAt + j + 16);
        first = signed(w, p + 18 + lane).mul(d).fma(v, first);
        second = signed(w, q + 18 + lane).mul(e).fma(v, second);
      }
      first.intoArray(sums, at + lane);
      second.intoArray(sums, at + lane + RowPairs.SECOND);
    }
  }

  static void q4_0(
      MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    nibbles(w, a, b, k, x, xAt, sums, at, LINEAR_LOW, LINEAR_HIGH);
  }

  static void iq4_nl(
      MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    nibbles(w, a, b, k, x, xAt, sums, at, NON_LINEAR_LOW, NON_LINEAR_HIGH);
  }

  /**
   * Blocks of a scale and 16 bytes of codes. Scaling the 16 levels and looking them up takes fewer
   * steps than converting and scaling 32 codes.
   */
  private static void nibbles(
      MemorySegment w,
      long a,
      long b,
      int k,
      float[] x,
      int xAt,
      float[] sums,
      int at,
      FloatVector low,
      FloatVector high) {
    for (int lane = 0; lane < Dot.SUMS; lane += Lanes.N) {
      FloatVector first = FloatVector.zero(Lanes.F);
      FloatVector second = first;
      long p = a;
      long q = b;
      for (int j = lane; j < k; j += 32, p += 18, q += 18) {
        float d = half(w, p);
        float e = half(w, q);
        FloatVector x0 = FloatVector.fromArray(Lanes.F, x, xAt + j);
        FloatVector x1 = FloatVector.fromArray(Lanes.F, x, xAt + j + 16);
        FloatVector l = low.mul(d);
        FloatVector h = high.mul(d);
        IntVector codes = unsigned(w, p + 2 + lane);
        first = pick(codes, l, h).fma(x0, first);
        first = pick(codes.lanewise(VectorOperators.LSHR, 4), l, h).fma(x1, first);
        l = low.mul(e);
        h = high.mul(e);
        codes = unsigned(w, q + 2 + lane);
        second = pick(codes, l, h).fma(x0, second);
        second = pick(codes.lanewise(VectorOperators.LSHR, 4), l, h).fma(x1, second);
      }
      first.intoArray(sums, at + lane);
      second.intoArray(sums, at + lane + RowPairs.SECOND);
    }
  }

  /** The level of each code mod 16; {@code high} holds levels 8..15 where {@code low} ends at 7. */
  private static FloatVector pick(IntVector codes, FloatVector low, FloatVector high) {
    FloatVector picked = codes.selectFrom(low.reinterpretAsInts()).reinterpretAsFloats();
    return Lanes.N == Dot.SUMS
        ? picked
        : picked.blend(
            codes.selectFrom(high.reinterpretAsInts()).reinterpretAsFloats(),
            codes.and(8).compare(VectorOperators.NE, 0).cast(Lanes.F));
  }

  static void q5_0(
      MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    for (int lane = 0; lane < Dot.SUMS; lane += Lanes.N) {
      FloatVector first = FloatVector.zero(Lanes.F);
      FloatVector second = first;
      long p = a;
      long q = b;
      for (int j = xAt + lane; j < xAt + k; j += 32, p += 22, q += 22) {
        FloatVector x0 = FloatVector.fromArray(Lanes.F, x, j);
        FloatVector x1 = FloatVector.fromArray(Lanes.F, x, j + 16);
        float d = half(w, p);
        // A code whose fifth bit is not set is 16 below: lanes of the other bits are left alone.
        long low = ~Integer.toUnsignedLong(w.get(INT, p + 2)) >>> lane;
        IntVector codes = unsigned(w, p + 6 + lane);
        first = value(codes.and(15), low, d).fma(x0, first);
        first = value(codes.lanewise(VectorOperators.LSHR, 4), low >>> 16, d).fma(x1, first);
        d = half(w, q);
        low = ~Integer.toUnsignedLong(w.get(INT, q + 2)) >>> lane;
        codes = unsigned(w, q + 6 + lane);
        second = value(codes.and(15), low, d).fma(x0, second);
        second = value(codes.lanewise(VectorOperators.LSHR, 4), low >>> 16, d).fma(x1, second);
      }
      first.intoArray(sums, at + lane);
      second.intoArray(sums, at + lane + RowPairs.SECOND);
    }
  }

  private static FloatVector value(IntVector codes, long low, float d) {
    return ((FloatVector)
            codes
                .sub(16, VectorMask.fromLong(Lanes.I, low & (1 << Lanes.N) - 1))
                .convertShape(VectorOperators.I2F, Lanes.F, 0))
        .mul(d);
  }
}
