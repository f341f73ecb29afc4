package dev.bantam.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The product of some rows of W with any number of rows of x, by way of a panel: rows of W decoded
 * once to floats that stay in the second-level cache while all rows of x pass over them.
 */
final class Panel {
  /** Rows of W and rows of x in a tile. */
  private static final int TILE = 4;

  /** Decoded weights at once: 256 KiB. */
  private static final int WEIGHTS = 65536;

  /** Numbers of x at once: 384 KiB. */
  private static final int ACTIVATIONS = 98304;

  private static final int TILE_SUMS = TILE * TILE * Dot.SUMS;

  /** Rows of a panel, the decoded rows, then the sums of a tile. */
  private static final ThreadLocal<float[]> SCRATCH = ThreadLocal.withInitial(() -> new float[0]);

  private Panel() {}

  /** How many rows of W with {@code k} columns make a panel. */
  static int rows(int k) {
    return Math.clamp(WEIGHTS / Math.max(1, k) & -TILE, TILE, 256);
  }

  /**
   * y = x Wᵀ for {@code rows} rows of W.
   *
   * @param w holds W [rows, k] from byte {@code offset}
   * @param x [m, k] from index {@code xAt}, rows {@code xStride} apart. If {@code k} is no multiple
   *     of 16, each row is followed by zeros up to the next
   * @param y receives [m, rows] from index {@code yAt}, rows {@code yStride} apart
   */
  static void multiply(
      Kernel kernel,
      MemorySegment w,
      long offset,
      int rows,
      int k,
      float[] x,
      int xAt,
      int xStride,
      int m,
      float[] y,
      int yAt,
      int yStride) {
    int filled = k + Dot.SUMS - 1 & -Dot.SUMS;
    // One vector more, so that rows do not start at the same place of a cache's sets.
    int stride = filled + Dot.SUMS;
    int most = Math.min(rows(k), rows + TILE - 1 & -TILE);
    float[] scratch = scratch(most * stride + TILE_SUMS);
    long rowBytes = kernel.type().bytes(k);
    for (int from = 0; from < rows; from += most) {
      int count = Math.min(most, rows - from);
      for (int r = 0; r < count; r++) {
        kernel.decode(w, offset + (from + r) * rowBytes, scratch, TILE_SUMS + r * stride, k);
        Arrays.fill(scratch, TILE_SUMS + r * stride + k, TILE_SUMS + r * stride + filled, 0);
      }
      int block = Math.max(TILE, ACTIVATIONS / Math.max(1, filled) & -TILE);
      for (int i = 0; i < m; i += block) {
        block(
            scratch,
            stride,
            count,
            filled,
            x,
            xAt + i * xStride,
            xStride,
            Math.min(block, m - i),
            y,
            yAt + i * yStride + from,
            yStride);
      }
    }
  }

  /** {@code m} rows of x with the rows of the panel. */
  private static void block(
      float[] scratch,
      int stride,
      int rows,
      int k,
      float[] x,
      int xAt,
      int xStride,
      int m,
      float[] y,
      int yAt,
      int yStride) {
    for (int r = 0; r < rows; r += TILE) {
      int w = TILE_SUMS + r * stride;
      int width = Math.min(TILE, rows - r);
      int i = 0;
      for (; i + TILE <= m; i += TILE) {
        Tile.four(x, xAt + i * xStride, xStride, scratch, w, stride, k, scratch);
        store(scratch, TILE, width, y, yAt + i * yStride + r, yStride);
      }
      for (; i < m; i++) {
        Tile.one(x, xAt + i * xStride, scratch, w, stride, k, scratch);
        store(scratch, 1, width, y, yAt + i * yStride + r, yStride);
      }
    }
  }

  private static void store(float[] sums, int m, int width, float[] y, int yAt, int yStride) {
    Dot.totals(sums, 0);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < width; j++) {
        y[yAt + i * yStride + j] = sums[TILE * i + j];
      }
    }
  }

  private static float[] scratch(int size) {
    float[] scratch = SCRATCH.get();
    if (scratch.length < size) {
      scratch = new float[size];
      SCRATCH.set(scratch);
    }
    return scratch;
  }
}
