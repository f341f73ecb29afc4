package dev.bantam.kernel;

import jdk.incubator.vector.FloatVector;

/**
 * Running sums ({@link Dot}) of several rows of x with four rows of w at once, kept in registers:
 * as many multiplications as possible for each number loaded. The 16 sums of row i of x and row j
 * of w go to {@code sums[16 * (4 i + j) ..]}.
 *
 * <p>On machines whose registers hold fewer than 16 floats, a tile is passed over once for each
 * group of lanes. The methods are small and flat since the compiler spills or boxes otherwise.
 */
final class VectorTile {
  /** Whether 21 vectors fit the registers: AVX-512 and arm64 have 32, AVX2 has 16. */
  private static final boolean MANY_REGISTERS = Lanes.N != 8;

  private VectorTile() {}

  /**
   * Four rows of x.
   *
   * @param x rows from index {@code xAt}, {@code xStride} apart
   * @param w rows from index {@code wAt}, {@code wStride} apart
   * @param k a multiple of 16
   */
  static void four(
      float[] x, int xAt, int xStride, float[] w, int wAt, int wStride, int k, float[] sums) {
    if (MANY_REGISTERS) {
      for (int lane = 0; lane < Dot.SUMS; lane += Lanes.N) {
        lanes4(x, xAt + lane, xStride, w, wAt + lane, wStride, k, sums, lane);
      }
    } else {
      for (int lane = 0; lane < Dot.SUMS; lane += Lanes.N) {
        lanes2(x, xAt + lane, xStride, w, wAt + lane, wStride, k, sums, lane);
        lanes2(x, xAt + 2 * xStride + lane, xStride, w, wAt + lane, wStride, k, sums, lane + 128);
      }
    }
  }

  /** One row of x; otherwise as {@link #four}. */
  static void one(float[] x, int xAt, float[] w, int wAt, int wStride, int k, float[] sums) {
    for (int lane = 0; lane < Dot.SUMS; lane += Lanes.N) {
      lanes1(x, xAt + lane, w, wAt + lane, wStride, k, sums, lane);
    }
  }

  private static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(Lanes.F, from, at);
  }

  private static void lanes4(
      float[] x, int xAt, int xs, float[] w, int wAt, int ws, int k, float[] sums, int at) {
    FloatVector s00 = FloatVector.zero(Lanes.F);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s12 = s00;
    FloatVector s13 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s22 = s00;
    FloatVector s23 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    FloatVector s32 = s00;
    FloatVector s33 = s00;
    for (int j = 0; j < k; j += Dot.SUMS) {
      FloatVector w0 = load(w, wAt + j);
      FloatVector w1 = load(w, wAt + ws + j);
      FloatVector w2 = load(w, wAt + 2 * ws + j);
      FloatVector w3 = load(w, wAt + 3 * ws + j);
      FloatVector v = load(x, xAt + j);
      s00 = v.fma(w0, s00);
      s01 = v.fma(w1, s01);
      s02 = v.fma(w2, s02);
      s03 = v.fma(w3, s03);
      v = load(x, xAt + xs + j);
      s10 = v.fma(w0, s10);
      s11 = v.fma(w1, s11);
      s12 = v.fma(w2, s12);
      s13 = v.fma(w3, s13);
      v = load(x, xAt + 2 * xs + j);
      s20 = v.fma(w0, s20);
      s21 = v.fma(w1, s21);
      s22 = v.fma(w2, s22);
      s23 = v.fma(w3, s23);
      v = load(x, xAt + 3 * xs + j);
      s30 = v.fma(w0, s30);
      s31 = v.fma(w1, s31);
      s32 = v.fma(w2, s32);
      s33 = v.fma(w3, s33);
    }
    s00.intoArray(sums, at);
    s01.intoArray(sums, at + 16);
    s02.intoArray(sums, at + 32);
    s03.intoArray(sums, at + 48);
    s10.intoArray(sums, at + 64);
    s11.intoArray(sums, at + 80);
    s12.intoArray(sums, at + 96);
    s13.intoArray(sums, at + 112);
    s20.intoArray(sums, at + 128);
    s21.intoArray(sums, at + 144);
    s22.intoArray(sums, at + 160);
    s23.intoArray(sums, at + 176);
    s30.intoArray(sums, at + 192);
    s31.intoArray(sums, at + 208);
    s32.intoArray(sums, at + 224);
    s33.intoArray(sums, at + 240);
  }

  private static void lanes2(
      float[] x, int xAt, int xs, float[] w, int wAt, int ws, int k, float[] sums, int at) {
    FloatVector s00 = FloatVector.zero(Lanes.F);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s12 = s00;
    FloatVector s13 = s00;
    for (int j = 0; j < k; j += Dot.SUMS) {
      FloatVector w0 = load(w, wAt + j);
      FloatVector w1 = load(w, wAt + ws + j);
      FloatVector w2 = load(w, wAt + 2 * ws + j);
      FloatVector w3 = load(w, wAt + 3 * ws + j);
      FloatVector v = load(x, xAt + j);
      s00 = v.fma(w0, s00);
      s01 = v.fma(w1, s01);
      s02 = v.fma(w2, s02);
      s03 = v.fma(w3, s03);
      v = load(x, xAt + xs + j);
      s10 = v.fma(w0, s10);
      s11 = v.fma(w1, s11);
      s12 = v.fma(w2, s12);
      s13 = v.fma(w3, s13);
    }
    s00.intoArray(sums, at);
    s01.intoArray(sums, at + 16);
    s02.intoArray(sums, at + 32);
    s03.intoArray(sums, at + 48);
    s10.intoArray(sums, at + 64);
    s11.intoArray(sums, at + 80);
    s12.intoArray(sums, at + 96);
    s13.intoArray(sums, at + 112);
  }

  private static void lanes1(
      float[] x, int xAt, float[] w, int wAt, int ws, int k, float[] sums, int at) {
    FloatVector s0 = FloatVector.zero(Lanes.F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int j = 0; j < k; j += Dot.SUMS) {
      FloatVector v = load(x, xAt + j);
      s0 = v.fma(load(w, wAt + j), s0);
      s1 = v.fma(load(w, wAt + ws + j), s1);
      s2 = v.fma(load(w, wAt + 2 * ws + j), s2);
      s3 = v.fma(load(w, wAt + 3 * ws + j), s3);
    }
    s0.intoArray(sums, at);
    s1.intoArray(sums, at + 16);
    s2.intoArray(sums, at + 32);
    s3.intoArray(sums, at + 48);
  }
}
