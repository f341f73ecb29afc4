package dev.bantam.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Outer} for a few rows where B is binary16 in memory: it is converted on the way. Exact, so
 * that the result has the same bits as with B decoded before.
 */
final class VectorOuterF16 {
  /** More rows than this should decode B first. */
  static final int ROWS = 4;

  private static final int N = Lanes.N;
  private static final boolean MANY_REGISTERS = N != 8;
  private static final VectorSpecies<Short> S = VectorSpecies.of(short.class, Lanes.shape(16));

  /** What {@link #halves} leaves out; it goes to the other factor, whose product is exact. */
  private static final float REST = 0x1p112f;

  private VectorOuterF16() {}

  /**
   * See {@link Outer#add}; numbers of {@code b} are finite.
   *
   * @param rows at most {@link #ROWS}
   * @param bAt byte offset, and {@code bStep} a distance in bytes
   */
  static void add(
      float[] a,
      int aAt,
      int aStride,
      int rows,
      MemorySegment b,
      long bAt,
      int bStep,
      int steps,
      int columns,
      float[] c,
      int cAt,
      int cStride) {
    int j = 0;
    for (; j + 4 * N <= columns; j += 4 * N) {
      int to = cAt + j;
      if (MANY_REGISTERS && rows == 4) {
        rows4columns4(a, aAt, aStride, b, bAt + 2L * j, bStep, steps, c, to, cStride);
      } else if (MANY_REGISTERS && rows == 3) {
        rows3columns4(a, aAt, aStride, b, bAt + 2L * j, bStep, steps, c, to, cStride);
      } else {
        int i = 0;
        int from = aAt;
        for (; i + 2 <= rows; i += 2, from += 2 * aStride, to += 2 * cStride) {
          rows2columns4(a, from, aStride, b, bAt + 2L * j, bStep, steps, c, to, cStride);
        }
        if (i < rows) {
          rows1columns4(a, from, b, bAt + 2L * j, bStep, steps, c, to);
        }
      }
    }
    for (; j < columns; j += N) {
      for (int i = 0; i < rows; i++) {
        rows1columns1(
            a, aAt + i * aStride, b, bAt + 2L * j, bStep, steps, c, cAt + i * cStride + j);
      }
    }
  }

  private static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(Lanes.F, from, at);
  }

  /**
   * Finite numbers divided by 2^112: a binary16's exponent and mantissa, moved to where binary32
   * has them, are that number, subnormal or not.
   */
  private static FloatVector halves(MemorySegment b, long at) {
    return ((IntVector)
            ShortVector.fromMemorySegment(S, b, at, LITTLE_ENDIAN)
                .convertShape(VectorOperators.S2I, Lanes.I, 0))
        .lanewise(VectorOperators.LSHL, 13)
        .and(0x8FFFFFFF)
        .reinterpretAsFloats();
  }

  private static void rows4columns4(
      float[] a,
      int aAt,
      int aStride,
      MemorySegment b,
      long bAt,
      int bStep,
      int steps,
      float[] c,
      int cAt,
      int cStride) {
    FloatVector c00 = load(c, cAt);
    FloatVector c01 = load(c, cAt + N);
    FloatVector c02 = load(c, cAt + 2 * N);
    FloatVector c03 = load(c, cAt + 3 * N);
    FloatVector c10 = load(c, cAt + cStride);
    FloatVector c11 = load(c, cAt + cStride + N);
    FloatVector c12 = load(c, cAt + cStride + 2 * N);
    FloatVector c13 = load(c, cAt + cStride + 3 * N);
    FloatVector c20 = load(c, cAt + 2 * cStride);
    FloatVector c21 = load(c, cAt + 2 * cStride + N);
    FloatVector c22 = load(c, cAt + 2 * cStride + 2 * N);
    FloatVector c23 = load(c, cAt + 2 * cStride + 3 * N);
    FloatVector c30 = load(c, cAt + 3 * cStride);
    FloatVector c31 = load(c, cAt + 3 * cStride + N);
    FloatVector c32 = load(c, cAt + 3 * cStride + 2 * N);
    FloatVector c33 = load(c, cAt + 3 * cStride + 3 * N);
    for (int t = 0; t < steps; t++) {
      long from = bAt + (long) t * bStep;
      FloatVector v0 = halves(b, from);
      FloatVector v1 = halves(b, from + 2L * N);
      FloatVector v2 = halves(b, from + 4L * N);
      FloatVector v3 = halves(b, from + 6L * N);
      FloatVector f = FloatVector.broadcast(Lanes.F, a[aAt + t] * REST);
      c00 = f.fma(v0, c00);
      c01 = f.fma(v1, c01);
      c02 = f.fma(v2, c02);
      c03 = f.fma(v3, c03);
      f = FloatVector.broadcast(Lanes.F, a[aAt + aStride + t] * REST);
      c10 = f.fma(v0, c10);
      c11 = f.fma(v1, c11);
      c12 = f.fma(v2, c12);
      c13 = f.fma(v3, c13);
      f = FloatVector.broadcast(Lanes.F, a[aAt + 2 * aStride + t] * REST);
      c20 = f.fma(v0, c20);
      c21 = f.fma(v1, c21);
      c22 = f.fma(v2, c22);
      c23 = f.fma(v3, c23);
      f = FloatVector.broadcast(Lanes.F, a[aAt + 3 * aStride + t] * REST);
      c30 = f.fma(v0, c30);
      c31 = f.fma(v1, c31);
      c32 = f.fma(v2, c32);
      c33 = f.fma(v3, c33);
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + N);
    c02.intoArray(c, cAt + 2 * N);
    c03.intoArray(c, cAt + 3 * N);
    c10.intoArray(c, cAt + cStride);
    c11.intoArray(c, cAt + cStride + N);
    c12.intoArray(c, cAt + cStride + 2 * N);
    c13.intoArray(c, cAt + cStride + 3 * N);
    c20.intoArray(c, cAt + 2 * cStride);
    c21.intoArray(c, cAt + 2 * cStride + N);
    c22.intoArray(c, cAt + 2 * cStride + 2 * N);
    c23.intoArray(c, cAt + 2 * cStride + 3 * N);
    c30.intoArray(c, cAt + 3 * cStride);
    c31.intoArray(c, cAt + 3 * cStride + N);
    c32.intoArray(c, cAt + 3 * cStride + 2 * N);
    c33.intoArray(c, cAt + 3 * cStride + 3 * N);
  }

  private static void rows3columns4(
      float[] a,
      int aAt,
      int aStride,
      MemorySegment b,
      long bAt,
      int bStep,
      int steps,
      float[] c,
      int cAt,
      int cStride) {
    FloatVector c00 = load(c, cAt);
    FloatVector c01 = load(c, cAt + N);
    FloatVector c02 = load(c, cAt + 2 * N);
    FloatVector c03 = load(c, cAt + 3 * N);
    FloatVector c10 = load(c, cAt + cStride);
    FloatVector c11 = load(c, cAt + cStride + N);
    FloatVector c12 = load(c, cAt + cStride + 2 * N);
    FloatVector c13 = load(c, cAt + cStride + 3 * N);
    FloatVector c20 = load(c, cAt + 2 * cStride);
    FloatVector c21 = load(c, cAt + 2 * cStride + N);
    FloatVector c22 = load(c, cAt + 2 * cStride + 2 * N);
    FloatVector c23 = load(c, cAt + 2 * cStride + 3 * N);
    for (int t = 0; t < steps; t++) {
      long from = bAt + (long) t * bStep;
      FloatVector v0 = halves(b, from);
      FloatVector v1 = halves(b, from + 2L * N);
      FloatVector v2 = halves(b, from + 4L * N);
      FloatVector v3 = halves(b, from + 6L * N);
      FloatVector f = FloatVector.broadcast(Lanes.F, a[aAt + t] * REST);
      c00 = f.fma(v0, c00);
      c01 = f.fma(v1, c01);
      c02 = f.fma(v2, c02);
      c03 = f.fma(v3, c03);
      f = FloatVector.broadcast(Lanes.F, a[aAt + aStride + t] * REST);
      c10 = f.fma(v0, c10);
      c11 = f.fma(v1, c11);
      c12 = f.fma(v2, c12);
      c13 = f.fma(v3, c13);
      f = FloatVector.broadcast(Lanes.F, a[aAt + 2 * aStride + t] * REST);
      c20 = f.fma(v0, c20);
      c21 = f.fma(v1, c21);
      c22 = f.fma(v2, c22);
      c23 = f.fma(v3, c23);
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + N);
    c02.intoArray(c, cAt + 2 * N);
    c03.intoArray(c, cAt + 3 * N);
    c10.intoArray(c, cAt + cStride);
    c11.intoArray(c, cAt + cStride + N);
    c12.intoArray(c, cAt + cStride + 2 * N);
    c13.intoArray(c, cAt + cStride + 3 * N);
    c20.intoArray(c, cAt + 2 * cStride);
    c21.intoArray(c, cAt + 2 * cStride + N);
    c22.intoArray(c, cAt + 2 * cStride + 2 * N);
    c23.intoArray(c, cAt + 2 * cStride + 3 * N);
  }

  private static void rows2columns4(
      float[] a,
      int aAt,
      int aStride,
      MemorySegment b,
      long bAt,
      int bStep,
      int steps,
      float[] c,
      int cAt,
      int cStride) {
    FloatVector c00 = load(c, cAt);
    FloatVector c01 = load(c, cAt + N);
    FloatVector c02 = load(c, cAt + 2 * N);
    FloatVector c03 = load(c, cAt + 3 * N);
    FloatVector c10 = load(c, cAt + cStride);
    FloatVector c11 = load(c, cAt + cStride + N);
    FloatVector c12 = load(c, cAt + cStride + 2 * N);
    FloatVector c13 = load(c, cAt + cStride + 3 * N);
    for (int t = 0; t < steps; t++) {
      long from = bAt + (long) t * bStep;
      FloatVector v0 = halves(b, from);
      FloatVector v1 = halves(b, from + 2L * N);
      FloatVector v2 = halves(b, from + 4L * N);
      FloatVector v3 = halves(b, from + 6L * N);
      FloatVector f = FloatVector.broadcast(Lanes.F, a[aAt + t] * REST);
      c00 = f.fma(v0, c00);
      c01 = f.fma(v1, c01);
      c02 = f.fma(v2, c02);
      c03 = f.fma(v3, c03);
      f = FloatVector.broadcast(Lanes.F, a[aAt + aStride + t] * REST);
      c10 = f.fma(v0, c10);
      c11 = f.fma(v1, c11);
      c12 = f.fma(v2, c12);
      c13 = f.fma(v3, c13);
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + N);
    c02.intoArray(c, cAt + 2 * N);
    c03.intoArray(c, cAt + 3 * N);
    c10.intoArray(c, cAt + cStride);
    c11.intoArray(c, cAt + cStride + N);
    c12.intoArray(c, cAt + cStride + 2 * N);
    c13.intoArray(c, cAt + cStride + 3 * N);
  }

  private static void rows1columns4(
      float[] a, int aAt, MemorySegment b, long bAt, int bStep, int steps, float[] c, int cAt) {
    FloatVector c00 = load(c, cAt);
    FloatVector c01 = load(c, cAt + N);
    FloatVector c02 = load(c, cAt + 2 * N);
    FloatVector c03 = load(c, cAt + 3 * N);
    for (int t = 0; t < steps; t++) {
      long from = bAt + (long) t * bStep;
      FloatVector v0 = halves(b, from);
      FloatVector v1 = halves(b, from + 2L * N);
      FloatVector v2 = halves(b, from + 4L * N);
      FloatVector v3 = halves(b, from + 6L * N);
      FloatVector f = FloatVector.broadcast(Lanes.F, a[aAt + t] * REST);
      c00 = f.fma(v0, c00);
      c01 = f.fma(v1, c01);
      c02 = f.fma(v2, c02);
      c03 = f.fma(v3, c03);
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + N);
    c02.intoArray(c, cAt + 2 * N);
    c03.intoArray(c, cAt + 3 * N);
  }

  private static void rows1columns1(
      float[] a, int aAt, MemorySegment b, long bAt, int bStep, int steps, float[] c, int cAt) {
    FloatVector c00 = load(c, cAt);
    for (int t = 0; t < steps; t++) {
      long from = bAt + (long) t * bStep;
      FloatVector v0 = halves(b, from);
      FloatVector f = FloatVector.broadcast(Lanes.F, a[aAt + t] * REST);
      c00 = f.fma(v0, c00);
    }
    c00.intoArray(c, cAt);
  }
}
