package dev.bantam.kernel;

import jdk.incubator.vector.FloatVector;

/**
 * {@link Outer} with vectors of any width: tiles of several rows and vectors are kept in registers.
 * The methods are small and flat since the compiler spills or boxes otherwise.
 */
final class VectorOuter {
  private static final int N = Lanes.N;

  /** Whether a tile of 4 x 4 fits the registers: AVX-512 and arm64 have 32, AVX2 has 16. */
  private static final boolean MANY_REGISTERS = N != 8;

  private VectorOuter() {}

  /** See {@link Outer#add}. */
  static void add(
      float[] a,
      int aAt,
      int aStride,
      int rows,
      float[] b,
      int bAt,
      int bStep,
      int steps,
      int columns,
      float[] c,
      int cAt,
      int cStride) {
    int j = 0;
    for (; j + 4 * N <= columns; j += 4 * N) {
      int i = 0;
      int from = aAt;
      int to = cAt + j;
      for (; MANY_REGISTERS && i + 4 <= rows; i += 4, from += 4 * aStride, to += 4 * cStride) {
        rows4columns4(a, from, aStride, b, bAt + j, bStep, steps, c, to, cStride);
      }
      if (MANY_REGISTERS && i + 3 == rows) {
        rows3columns4(a, from, aStride, b, bAt + j, bStep, steps, c, to, cStride);
        continue;
      }
      for (; i + 2 <= rows; i += 2, from += 2 * aStride, to += 2 * cStride) {
        rows2columns4(a, from, aStride, b, bAt + j, bStep, steps, c, to, cStride);
      }
      if (i < rows) {
        rows1columns4(a, from, b, bAt + j, bStep, steps, c, to);
      }
    }
    for (; j < columns; j += N) {
      int i = 0;
      for (; i + 4 <= rows; i += 4) {
        rows4columns1(
            a,
            aAt + i * aStride,
            aStride,
            b,
            bAt + j,
            bStep,
            steps,
            c,
            cAt + i * cStride + j,
            cStride);
      }
      for (; i < rows; i++) {
        rows1columns1(a, aAt + i * aStride, b, bAt + j, bStep, steps, c, cAt + i * cStride + j);
      }
    }
  }

  private static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(Lanes.F, from, at);
  }

  private static void rows4columns4(
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
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
    for (int t = 0, from = bAt; t < steps; t++, from += bStep) {
      FloatVector v0 = load(b, from);
      FloatVector v1 = load(b, from + N);
      FloatVector v2 = load(b, from + 2 * N);
      FloatVector v3 = load(b, from + 3 * N);
      FloatVector f = FloatVector.broadcast(Lanes.F, a[aAt + t]);
      c00 = f.fma(v0, c00);
      c01 = f.fma(v1, c01);
      c02 = f.fma(v2, c02);
      c03 = f.fma(v3, c03);
      f = FloatVector.broadcast(Lanes.F, a[aAt + aStride + t]);
      c10 = f.fma(v0, c10);
      c11 = f.fma(v1, c11);
      c12 = f.fma(v2, c12);
      c13 = f.fma(v3, c13);
      f = FloatVector.broadcast(Lanes.F, a[aAt + 2 * aStride + t]);
      c20 = f.fma(v0, c20);
      c21 = f.fma(v1, c21);
      c22 = f.fma(v2, c22);
      c23 = f.fma(v3, c23);
      f = FloatVector.broadcast(Lanes.F, a[aAt + 3 * aStride + t]);
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
      float[] b,
      int bAt,
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
    for (int t = 0, from = bAt; t < steps; t++, from += bStep) {
      FloatVector v0 = load(b, from);
      FloatVector v1 = load(b, from + N);
      FloatVector v2 = load(b, from + 2 * N);
      FloatVector v3 = load(b, from + 3 * N);
      FloatVector f = FloatVector.broadcast(Lanes.F, a[aAt + t]);
      c00 = f.fma(v0, c00);
      c01 = f.fma(v1, c01);
      c02 = f.fma(v2, c02);
      c03 = f.fma(v3, c03);
      f = FloatVector.broadcast(Lanes.F, a[aAt + aStride + t]);
      c10 = f.fma(v0, c10);
      c11 = f.fma(v1, c11);
      c12 = f.fma(v2, c12);
      c13 = f.fma(v3, c13);
      f = FloatVector.broadcast(Lanes.F, a[aAt + 2 * aStride + t]);
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
      float[] b,
      int bAt,
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
    for (int t = 0, from = bAt; t < steps; t++, from += bStep) {
      FloatVector v0 = load(b, from);
      FloatVector v1 = load(b, from + N);
      FloatVector v2 = load(b, from + 2 * N);
      FloatVector v3 = load(b, from + 3 * N);
      FloatVector f = FloatVector.broadcast(Lanes.F, a[aAt + t]);
      c00 = f.fma(v0, c00);
      c01 = f.fma(v1, c01);
      c02 = f.fma(v2, c02);
      c03 = f.fma(v3, c03);
      f = FloatVector.broadcast(Lanes.F, a[aAt + aStride + t]);
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
      float[] a, int aAt, float[] b, int bAt, int bStep, int steps, float[] c, int cAt) {
    FloatVector c00 = load(c, cAt);
    FloatVector c01 = load(c, cAt + N);
    FloatVector c02 = load(c, cAt + 2 * N);
    FloatVector c03 = load(c, cAt + 3 * N);
    for (int t = 0, from = bAt; t < steps; t++, from += bStep) {
      FloatVector v0 = load(b, from);
      FloatVector v1 = load(b, from + N);
      FloatVector v2 = load(b, from + 2 * N);
      FloatVector v3 = load(b, from + 3 * N);
      FloatVector f = FloatVector.broadcast(Lanes.F, a[aAt + t]);
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

  private static void rows4columns1(
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
      int bStep,
      int steps,
      float[] c,
      int cAt,
      int cStride) {
    FloatVector c00 = load(c, cAt);
    FloatVector c10 = load(c, cAt + cStride);
    FloatVector c20 = load(c, cAt + 2 * cStride);
    FloatVector c30 = load(c, cAt + 3 * cStride);
    for (int t = 0, from = bAt; t < steps; t++, from += bStep) {
      FloatVector v0 = load(b, from);
      FloatVector f = FloatVector.broadcast(Lanes.F, a[aAt + t]);
      c00 = f.fma(v0, c00);
      f = FloatVector.broadcast(Lanes.F, a[aAt + aStride + t]);
      c10 = f.fma(v0, c10);
      f = FloatVector.broadcast(Lanes.F, a[aAt + 2 * aStride + t]);
      c20 = f.fma(v0, c20);
      f = FloatVector.broadcast(Lanes.F, a[aAt + 3 * aStride + t]);
      c30 = f.fma(v0, c30);
    }
    c00.intoArray(c, cAt);
    c10.intoArray(c, cAt + cStride);
    c20.intoArray(c, cAt + 2 * cStride);
    c30.intoArray(c, cAt + 3 * cStride);
  }

  private static void rows1columns1(
      float[] a, int aAt, float[] b, int bAt, int bStep, int steps, float[] c, int cAt) {
    FloatVector c00 = load(c, cAt);
    for (int t = 0, from = bAt; t < steps; t++, from += bStep) {
      FloatVector v0 = load(b, from);
      FloatVector f = FloatVector.broadcast(Lanes.F, a[aAt + t]);
      c00 = f.fma(v0, c00);
    }
    c00.intoArray(c, cAt);
  }
}
