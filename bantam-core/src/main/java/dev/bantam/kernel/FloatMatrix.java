package dev.bantam.kernel;

import dev.bantam.kernel.machine.DotKernel;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * A weight matrix of F32, F16 or BF16, multiplied by machine code where it lies: the same sums as
 * all others ({@link Dot}), to the bit.
 */
final class FloatMatrix {
  /** Bytes of W that stay in the second-level cache while rows of x pass. */
  private static final int BLOCK_BYTES = 131_072;

  private static final int PARTS_PER_THREAD = 4;

  private final DotKernel code;
  private final Kernel kernel;
  private final Tensor tensor;
  private final int rows;
  private final int columns;
  private final long rowBytes;

  FloatMatrix(DotKernel code, Kernel kernel, Tensor tensor) {
    this.code = code;
    this.kernel = kernel;
    this.tensor = tensor;
    this.rows = tensor.rows();
    this.columns = tensor.columns();
    this.rowBytes = tensor.type().bytes(columns);
  }

  /** See {@link Matrix#multiply}. */
  void multiply(float[] x, int m, float[] y, Team team) {
    int chunk = chunk(m, team);
    MemorySegment in = MemorySegment.ofArray(x);
    MemorySegment out = MemorySegment.ofArray(y);
    team.run(
        Math.ceilDiv(rows, chunk),
        part -> {
          int from = part * chunk;
          int to = Math.min(rows, from + chunk);
          int rest = (to - from) % code.tile();
          if (to - rest > from) {
            block(from, to - rest, in, m, out);
          }
          for (int i = 0; i < m && rest > 0; i++) {
            long offset = (to - rest) * rowBytes;
            int at = i * rows + to - rest;
            kernel.matvec(tensor.data(), offset, rest, columns, x, i * columns, y, at);
          }
        });
  }

  private int chunk(int m, Team team) {
    int fair = Math.ceilDiv(rows, team.threads() * PARTS_PER_THREAD);
    long most = m <= code.mostRows() ? rows : Math.max(1, BLOCK_BYTES / rowBytes);
    return Math.ceilDiv((int) Math.min(fair, most), code.tile()) * code.tile();
  }

  /** Rows [from, to) of W, whole tiles. */
  private void block(int from, int to, MemorySegment x, int m, MemorySegment y) {
    long w = tensor.data().address() + from * rowBytes;
    int groups = (to - from) / code.tile();
    int tiles = Math.ceilDiv(m, code.mostRows());
    for (int tile = 0; tile < tiles; tile++) {
      long first = (long) m * tile / tiles;
      int n = (int) ((long) m * (tile + 1) / tiles - first);
      MemorySegment in = x.asSlice(4 * first * columns);
      code.multiply(w, groups, in, n, y.asSlice(4 * (first * rows + from)), rows);
    }
  }
}
