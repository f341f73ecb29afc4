package dev.bantam.kernel;

/** Running sums ({@link Dot}) of a tile of rows, scalar or {@link VectorTile}. */
final class Tile {
  private Tile() {}

  /** See {@link VectorTile#four}. */
  static void four(
      float[] x, int xAt, int xStride, float[] w, int wAt, int wStride, int k, float[] sums) {
    if (Simd.ENABLED) {
      VectorTile.four(x, xAt, xStride, w, wAt, wStride, k, sums);
      return;
    }
    for (int i = 0; i < 4; i++) {
      scalar(x, xAt + i * xStride, w, wAt, wStride, k, sums, 4 * i * Dot.SUMS);
    }
  }

  /** See {@link VectorTile#one}. */
  static void one(float[] x, int xAt, float[] w, int wAt, int wStride, int k, float[] sums) {
    if (Simd.ENABLED) {
      VectorTile.one(x, xAt, w, wAt, wStride, k, sums);
      return;
    }
    scalar(x, xAt, w, wAt, wStride, k, sums, 0);
  }

  private static void scalar(
      float[] x, int xAt, float[] w, int wAt, int wStride, int k, float[] sums, int at) {
    for (int j = 0; j < 4; j++) {
      Dot.sums(x, xAt, w, wAt + j * wStride, k, sums, at + j * Dot.SUMS);
    }
  }
}
