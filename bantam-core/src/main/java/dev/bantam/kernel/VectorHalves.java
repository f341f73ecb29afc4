package dev.bantam.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/** {@link Pairs} by vectors; the same bits. */
final class VectorHalves {
  private static final int N = Lanes.N;
  private static final VectorShuffle<Float> EVEN = VectorShuffle.makeUnzip(Lanes.F, 0);
  private static final VectorShuffle<Float> ODD = VectorShuffle.makeUnzip(Lanes.F, 1);

  private VectorHalves() {}

  /** As {@link Pairs#neighbours}, for whole vectors; returns how many numbers that were. */
  static int neighbours(float[] x, int at, int n, float[] out, int to) {
    int i = 0;
    for (; i + 2 * N <= n; i += 2 * N) {
      FloatVector first = FloatVector.fromArray(Lanes.F, x, at + i);
      FloatVector second = FloatVector.fromArray(Lanes.F, x, at + i + N);
      pairs(first.rearrange(EVEN, second), first.rearrange(ODD, second)).intoArray(out, to + i / 2);
    }
    return i;
  }

  /** As {@link Pairs#rows}, for whole vectors; returns how many numbers that were. */
  static int rows(float[] a, int aAt, float[] b, int bAt, int n, float[] out, int to) {
    int i = 0;
    for (; i + N <= n; i += N) {
      pairs(FloatVector.fromArray(Lanes.F, a, aAt + i), FloatVector.fromArray(Lanes.F, b, bAt + i))
          .intoArray(out, to + i);
    }
    return i;
  }

  private static FloatVector pairs(FloatVector low, FloatVector high) {
    return rounded(low)
        .lanewise(VectorOperators.LSHR, 16)
        .or(rounded(high).and(0xFFFF0000))
        .reinterpretAsFloats();
  }

  private static IntVector rounded(FloatVector x) {
    IntVector bits = x.reinterpretAsInts();
    return bits.add(0x7FFF).add(bits.lanewise(VectorOperators.LSHR, 16).and(1));
  }
}
