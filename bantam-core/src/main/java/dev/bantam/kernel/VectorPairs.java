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

  /** What is added to a binary16's exponent to get that of a binary32, in place. */
  private static final int REBIAS = 127 - 15 << 23;

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

  /** Decodes as many bfloat16 numbers as fill whole vectors, and returns how many. */
  static int decodeBf16(MemorySegment in, long offset, float[] out, int at, int n) {
    int end = Lanes.F.loopBound(n);
    for (int j = 0; j < end; j += Lanes.N) {
      bfloats(in, offset + 2L * j).intoArray(out, at + j);
    }
    return end;
  }

  private static FloatVector bfloats(MemorySegment w, long at) {
    return ((IntVector)
            ShortVector.fromMemorySegment(S, w, at, LITTLE_ENDIAN)
                .convertShape(VectorOperators.ZERO_EXTEND_S2I, Lanes.I, 0))
        .lanewise(VectorOperators.LSHL, 16)
        .reinterpretAsFloats();
  }

  /** Numbers of type binary16, by integers: floating-point steps on subnormal bits are slow. */
  private static FloatVector halves(MemorySegment w, long at) {
    IntVector stored =
        (IntVector)
            ShortVector.fromMemorySegment(S, w, at, LITTLE_ENDIAN)
                .convertShape(VectorOperators.S2I, Lanes.I, 0);
    IntVector magnitude = stored.and(0x7FFF);
    IntVector bits = magnitude.lanewise(VectorOperators.LSHL, 13).add(REBIAS);
    // A subnormal's bits are the mantissa of a normal number of the lowest exponent, less its one.
    IntVector subnormal = bits.add(1 << 23).reinterpretAsFloats().sub(0x1p-14f).reinterpretAsInts();
    return bits.blend(subnormal, magnitude.lt(0x0400))
        .add(REBIAS, magnitude.compare(VectorOperators.GE, 0x7C00))
        .or(stored.and(0x80000000))
        .reinterpretAsFloats();
  }
}
