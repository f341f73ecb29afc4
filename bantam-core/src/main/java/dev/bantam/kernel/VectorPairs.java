package dev.bantam.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Kernel#pair} of the floating-point types. */
final class VectorPairs {
  private static final VectorSpecies<Short> S = VectorSpecies.of(short.class, Lanes.shape(16));

  /** The weight of a binary16's lowest exponent relative to that of the same bits in a binary32. */
  private static final float HALF_SCALE = 0x1p112f;

  /** Beyond the largest finite binary16. */
  private static final float HALF_END = 0x1p16f;

  private VectorPairs() {}

  static void f32(
      MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    for (int lane = 0; lane < Dot.SUMS; lane += Lanes.N) {
      FloatVector first = FloatVector.zero(Lanes.F);
      FloatVector second = first;
      for (int j = lane; j < k; j += Dot.SUMS) {
        FloatVector v = FloatVector.fromArray(Lanes.F, x, xAt + j);
        first = FloatVector.fromMemorySegment(Lanes.F, w, a + 4L * j, LITTLE_ENDIAN).fma(v, first);
        second =
            FloatVector.fromMemorySegment(Lanes.F, w, b + 4L * j, LITTLE_ENDIAN).fma(v, second);
      }
      first.intoArray(sums, at + lane);
      second.intoArray(sums, at + lane + RowPairs.SECOND);
    }
  }

  static void bf16(
      MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    for (int lane = 0; lane < Dot.SUMS; lane += Lanes.N) {
      FloatVector first = FloatVector.zero(Lanes.F);
      FloatVector second = first;
      for (int j = lane; j < k; j += Dot.SUMS) {
        FloatVector v = FloatVector.fromArray(Lanes.F, x, xAt + j);
        first = bfloats(w, a + 2L * j).fma(v, first);
        second = bfloats(w, b + 2L * j).fma(v, second);
      }
      first.intoArray(sums, at + lane);
      second.intoArray(sums, at + lane + RowPairs.SECOND);
    }
  }

  static void f16(
      MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    for (int lane = 0; lane < Dot.SUMS; lane += Lanes.N) {
      FloatVector first = FloatVector.zero(Lanes.F);
      FloatVector second = first;
      for (int j = lane; j < k; j += Dot.SUMS) {
        FloatVector v = FloatVector.fromArray(Lanes.F, x, xAt + j);
        first = halves(w, a + 2L * j).fma(v, first);
        second = halves(w, b + 2L * j).fma(v, second);
      }
      first.intoArray(sums, at + lane);
      second.intoArray(sums, at + lane + RowPairs.SECOND);
    }
  }

  private static FloatVector bfloats(MemorySegment w, long at) {
    return ((IntVector)
            ShortVector.fromMemorySegment(S, w, at, LITTLE_ENDIAN)
                .convertShape(VectorOperators.ZERO_EXTEND_S2I, Lanes.I, 0))
        .lanewise(VectorOperators.LSHL, 16)
        .reinterpretAsFloats();
  }

  /** Numbers of type binary16; infinities and NaN keep their meaning. */
  private static FloatVector halves(MemorySegment w, long at) {
    FloatVector v =
        ((IntVector)
                ShortVector.fromMemorySegment(S, w, at, LITTLE_ENDIAN)
                    .convertShape(VectorOperators.S2I, Lanes.I, 0))
            .lanewise(VectorOperators.LSHL, 13)
            .and(0x8FFFE000)
            .reinterpretAsFloats()
            .mul(HALF_SCALE);
    // What lies beyond is not finite: an exponent of ones, the same mantissa.
    return v.blend(
        v.reinterpretAsInts().or(0x7F800000).reinterpretAsFloats(),
        v.abs().compare(VectorOperators.GE, HALF_END));
  }
}
