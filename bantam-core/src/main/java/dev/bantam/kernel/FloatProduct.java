package dev.bantam.kernel;

import dev.bantam.kernel.machine.Floats;
import dev.bantam.kernel.machine.LaneKernels;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * Products with weights of F32, F16 and BF16 by machine code: the same sums as all others ({@link
 * Dot}), to the bit.
 */
final class FloatProduct {
  /** Rows of W that a kernel multiplies at once. */
  private static final int TILE = 4;

  /** Bytes of W that stay in the second-level cache while rows of x pass. */
  private static final int BLOCK_BYTES = 131_072;

  private static final int PARTS_PER_THREAD = 4;

  private final LaneKernels kernels;
  private final Floats type;
  private final Kernel kernel;
  private final Tensor tensor;
  private final int rows;
  private final int columns;
  private final long rowBytes;

  FloatProduct(LaneKernels kernels, Floats type, Kernel kernel, Tensor tensor) {
    this.kernels = kernels;
    this.type = type;
    this.kernel = kernel;
    this.tensor = tensor;
    this.rows = tensor.rows();
    this.columns = tensor.columns();
    this.rowBytes = tensor.type().bytes(columns);
  }

  /** See {@link Matrix#multiply(float[], int, int, int, float[], int, int, Team)}. */
  void multiply(
      float[] x, int xAt, int xStride, int m, float[] y, int yAt, int yStride, Team team) {
    int chunk = chunk(m, team);
    MemorySegment in = MemorySegment.ofArray(x).asSlice(4L * xAt);
    MemorySegment out = MemorySegment.ofArray(y).asSlice(4L * yAt);
    team.run(
        Math.ceilDiv(rows, chunk),
        part -> {
          int from = part * chunk;
          int to = Math.min(rows, from + chunk);
          int whole = from + (to - from & -TILE);
          if (whole > from) {
            block(from, whole, in, xStride, m, out.asSlice(4L * from), yStride);
          }
          for (int i = 0; i < m && whole < to; i++) {
            int at = yAt + i * yStride + whole;
            long offset = whole * rowBytes;
            kernel.matvec(tensor.data(), offset, to - whole, columns, x, xAt + i * xStride, y, at);
          }
        });
  }

  private int chunk(int m, Team team) {
    int fair = Math.ceilDiv(rows, team.threads() * PARTS_PER_THREAD);
    long most = m <= kernels.mostDotRows() ? rows : Math.max(TILE, BLOCK_BYTES / rowBytes);
    return (int) Math.min(fair, most) + TILE - 1 & -TILE;
  }

  /** Rows [from, to) of W, a multiple of {@link #TILE}. */
  private void block(
      int from, int to, MemorySegment x, int xStride, int m, MemorySegment y, int yStride) {
    MemorySegment w = tensor.data().asSlice(from * rowBytes);
    int groups = (to - from) / TILE;
    int tiles = Math.ceilDiv(m, kernels.mostDotRows());
    for (int tile = 0; tile < tiles; tile++) {
      int first = (int) ((long) m * tile / tiles);
      int n = (int) ((long) m * (tile + 1) / tiles) - first;
      MemorySegment in = x.asSlice(4L * first * xStride);
      MemorySegment out = y.asSlice(4L * first * yStride);
      kernels.dot(type, w, groups, columns, in, xStride, n, out, yStride);
    }
  }
}
