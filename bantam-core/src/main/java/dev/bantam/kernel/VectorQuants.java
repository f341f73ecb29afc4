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

  /** The values of a four-bit code for a scale of one, where a vector holds all 16. */
  private static final FloatVector LINEAR = FloatVector.zero(Lanes.F).addIndex(1).sub(8);

  private static final FloatVector NON_LINEAR = FloatVector.fromArray(Lanes.F, NonLinear.LEVELS, 0);

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

  private static FloatVector floats(IntVector codes) {
    return (FloatVector) codes.convertShape(VectorOperators.I2F, Lanes.F, 0);
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
    if (Lanes.N == Dot.SUMS) {
      levels(w, a, b, k, x, xAt, sums, at, LINEAR);
      return;
    }
    for (int lane = 0; lane < Dot.SUMS; lane += Lanes.N) {
      FloatVector first = FloatVector.zero(Lanes.F);
      FloatVector second = first;
      long p = a;
      long q = b;
      for (int j = xAt + lane; j < xAt + k; j += 32, p += 18, q += 18) {
        FloatVector x0 = FloatVector.fromArray(Lanes.F, x, j);
        FloatVector x1 = FloatVector.fromArray(Lanes.F, x, j + 16);
        float d = half(w, p);
        IntVector codes = unsigned(w, p + 2 + lane);
        first = floats(codes.and(15).sub(8)).mul(d).fma(x0, first);
        first = floats(codes.lanewise(VectorOperators.LSHR, 4).sub(8)).mul(d).fma(x1, first);
        d = half(w, q);
        codes = unsigned(w, q + 2 + lane);
        second = floats(codes.and(15).sub(8)).mul(d).fma(x0, second);
        second = floats(codes.lanewise(VectorOperators.LSHR, 4).sub(8)).mul(d).fma(x1, second);
      }
      first.intoArray(sums, at + lane);
      second.intoArray(sums, at + lane + RowPairs.SECOND);
    }
  }

  /** Only for vectors of 512 bits. */
  static void iq4_nl(
      MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    levels(w, a, b, k, x, xAt, sums, at, NON_LINEAR);
  }

  /**
   * Blocks of a scale and 16 bytes of codes. Scaling the 16 levels and looking them up, which goes
   * by the low four bits of a lane, takes fewer steps than converting and scaling 32 codes.
   */
  private static void levels(
      MemorySegment w,
      long a,
      long b,
      int k,
      float[] x,
      int xAt,
      float[] sums,
      int at,
      FloatVector levels) {
    FloatVector first = FloatVector.zero(Lanes.F);
    FloatVector second = first;
    for (int j = xAt; j < xAt + k; j += 32, a += 18, b += 18) {
      FloatVector x0 = FloatVector.fromArray(Lanes.F, x, j);
      FloatVector x1 = FloatVector.fromArray(Lanes.F, x, j + 16);
      IntVector scaled = levels.mul(half(w, a)).reinterpretAsInts();
      IntVector codes = unsigned(w, a + 2);
      first = codes.selectFrom(scaled).reinterpretAsFloats().fma(x0, first);
      codes = codes.lanewise(VectorOperators.LSHR, 4);
      first = codes.selectFrom(scaled).reinterpretAsFloats().fma(x1, first);
      scaled = levels.mul(half(w, b)).reinterpretAsInts();
      codes = unsigned(w, b + 2);
      second = codes.selectFrom(scaled).reinterpretAsFloats().fma(x0, second);
      codes = codes.lanewise(VectorOperators.LSHR, 4);
      second = codes.selectFrom(scaled).reinterpretAsFloats().fma(x1, second);
    }
    first.intoArray(sums, at);
    second.intoArray(sums, at + RowPairs.SECOND);
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
    return floats(codes.sub(16, VectorMask.fromLong(Lanes.I, low & (1 << Lanes.N) - 1))).mul(d);
  }
}
