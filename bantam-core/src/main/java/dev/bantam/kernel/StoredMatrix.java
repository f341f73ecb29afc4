package dev.bantam.kernel;

import dev.bantam.tensor.Tensor;

/** A weight matrix of any type, multiplied by vector or scalar arithmetic where it lies. */
final class StoredMatrix {
  /** Bytes of weights below which another part is not worth claiming: about a microsecond. */
  private static final long LEAST_BYTES = 16384;

  /** Parts for each thread, so that a late or slow thread delays the others little. */
  private static final int PARTS_PER_THREAD = 4;

  private final Kernel kernel;
  private final Tensor tensor;
  private final int rows;
  private final int columns;
  private final long rowBytes;

  StoredMatrix(Kernel kernel, Tensor tensor) {
    this.kernel = kernel;
    this.tensor = tensor;
    this.rows = tensor.rows();
    this.columns = tensor.columns();
    this.rowBytes = tensor.type().bytes(columns);
  }

  /** See {@link Matrix#multiply}. */
  void multiply(float[] x, int m, float[] y, Team team) {
    if (m <= kernel.fewRows()) {
      singly(x, m, y, team);
    } else if (columns % Dot.SUMS != 0) {
      int stride = columns + Dot.SUMS - 1 & -Dot.SUMS;
      panels(apart(x, m, stride), stride, m, y, team);
    } else {
      panels(x, columns, m, y, team);
    }
  }

  /** Each row of x by itself, with weights as they are stored; parts of W stay in cache. */
  private void singly(float[] x, int m, float[] y, Team team) {
    int chunk = chunk(team);
    team.run(
        Math.ceilDiv(rows, chunk),
        part -> {
          int from = part * chunk;
          int n = Math.min(chunk, rows - from);
          long offset = from * rowBytes;
          for (int i = 0; i < m; i++) {
            int to = i * rows + from;
            kernel.matvec(tensor.data(), offset, n, columns, x, i * columns, y, to);
          }
        });
  }

  /** Rows in each part of a product with few rows. */
  private int chunk(Team team) {
    int fair = Math.ceilDiv(rows, team.threads() * PARTS_PER_THREAD);
    long least = LEAST_BYTES / Math.max(1, rowBytes);
    // A multiple of 16, as sums are added up 16 at a time.
    return (int) Math.min(Math.max(fair, least), rows) + 15 & -16;
  }

  private void panels(float[] x, int xStride, int m, float[] y, Team team) {
    int fair = Math.ceilDiv(rows, team.threads() * PARTS_PER_THREAD) + 3 & -4;
    int chunk = Math.min(fair, Panel.rows(columns));
    team.run(
        Math.ceilDiv(rows, chunk),
        part -> {
          int from = part * chunk;
          int n = Math.min(chunk, rows - from);
          long offset = from * rowBytes;
          Panel.multiply(
              kernel, tensor.data(), offset, n, columns, x, 0, xStride, m, y, from, rows);
        });
  }

  /** The rows of x, {@code stride} apart, with zeros in between. */
  private float[] apart(float[] x, int m, int stride) {
    float[] copy = new float[Math.multiplyExact(m, stride)];
    for (int i = 0; i < m; i++) {
      System.arraycopy(x, i * columns, copy, i * stride, columns);
    }
    return copy;
  }
}
