package dev.bantam.kernel;

import java.lang.foreign.MemorySegment;

/**
 * The product of rows of W with one x by {@link Kernel#pair}: two rows at once, since one row's
 * sums wait for each other. The two rows lie half of all rows apart: each is then read as one long
 * stream, which memory delivers twice as fast as pairs of neighbours.
 */
final class RowPairs {
  /** Rows whose sums are added up together; the second row of each pair follows as many later. */
  private static final int ROWS = Dot.SUMS;

  /** Where the second row's sums begin. */
  static final int SECOND = ROWS * Dot.SUMS;

  /** Where a kernel finds room for 32 numbers of its own. */
  static final int SPARE = 2 * SECOND;

  private static final ThreadLocal<float[]> SUMS =
      ThreadLocal.withInitial(() -> new float[SPARE + 32]);

  private RowPairs() {}

  /** See {@link Kernel#matvec}. */
  static void multiply(
      Kernel kernel,
      MemorySegment w,
      long offset,
      int rows,
      int k,
      float[] x,
      int xAt,
      float[] y,
      int yAt) {
    long rowBytes = kernel.type().bytes(k);
    float[] sums = SUMS.get();
    int half = (rows + 1) / 2;
    // Where the number of rows is odd, the middle row is computed twice.
    int second = rows - half;
    for (int from = 0; from < half; from += ROWS) {
      int count = Math.min(ROWS, half - from);
      for (int i = 0; i < count; i++) {
        long a = offset + (from + i) * rowBytes;
        kernel.pair(w, a, a + second * rowBytes, k, x, xAt, sums, i * Dot.SUMS);
      }
      Dot.totals(sums, 0);
      Dot.totals(sums, SECOND);
      System.arraycopy(sums, 0, y, yAt + from, count);
      System.arraycopy(sums, SECOND, y, yAt + second + from, count);
    }
  }
}
