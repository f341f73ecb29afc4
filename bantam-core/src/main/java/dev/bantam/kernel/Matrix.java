package dev.bantam.kernel;

import dev.bantam.tensor.Tensor;

/**
 * A weight matrix W [rows, columns] of any storage type, used where it lies.
 *
 * <p>A product's values do not depend on the number of threads, nor on how many rows of x are
 * multiplied at once (see {@link Dot}).
 */
public final class Matrix {
  private final Tensor tensor;
  private final Kernel kernel;
  private final int rows;
  private final int columns;

  public Matrix(Tensor tensor) {
    this.tensor = tensor;
    this.kernel = Kernel.of(tensor.type());
    this.rows = tensor.rows();
    this.columns = tensor.columns();
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  public Tensor tensor() {
    return tensor;
  }

  /**
   * y = x Wᵀ.
   *
   * @param x [m, columns]
   * @param y receives [m, rows]
   */
  public void multiply(float[] x, int m, float[] y, Team team) {
    long rowBytes = tensor.type().bytes(columns);
    int chunk = 32;
    team.run(
        (rows + chunk - 1) / chunk,
        part -> {
          int from = part * chunk;
          int n = Math.min(chunk, rows - from);
          for (int i = 0; i < m; i++) {
            kernel.matvec(
                tensor.data(), from * rowBytes, n, columns, x, i * columns, y, i * rows + from);
          }
        });
  }

  /** Decodes row {@code r} into out[at .. at + columns). */
  public void row(int r, float[] out, int at) {
    kernel.decode(tensor.data(), r * tensor.type().bytes(columns), out, at, columns);
  }
}
