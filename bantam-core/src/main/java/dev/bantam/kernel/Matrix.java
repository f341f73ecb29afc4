package dev.bantam.kernel;

import dev.bantam.kernel.machine.Floats;
import dev.bantam.kernel.machine.LaneKernels;
import dev.bantam.kernel.machine.LaneProgram;
import dev.bantam.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A weight matrix W [rows, columns] of any storage type, used where it lies.
 *
 * <p>A product's values do not depend on the number of threads, nor on how many rows of x are
 * multiplied at once (see {@link Dot}). Some rows of a matrix (one of several matrices stored
 * together, an expert) are a matrix of their own: {@code new Matrix(tensor.rows(from, to))}.
 */
public final class Matrix {
  /** Bytes of weights below which another part is not worth claiming: about a microsecond. */
  private static final long LEAST_BYTES = 16384;

  /** Parts for each thread, so that a late or slow thread delays the others little. */
  private static final int PARTS_PER_THREAD = 4;

  private final Tensor tensor;
  private final Kernel kernel;
  private final int rows;
  private final int columns;
  private final long rowBytes;
  private final @Nullable FloatProduct floats;
  private volatile @Nullable LaneMatrix lanes;

  /**
   * @throws IllegalArgumentException if the tensor's type cannot be multiplied
   */
  public Matrix(Tensor tensor) {
    this.tensor = tensor;
    this.kernel = Kernel.of(tensor.type());
    this.rows = tensor.rows();
    this.columns = tensor.columns();
    this.rowBytes = tensor.type().bytes(columns);
    LaneKernels machine = Simd.machine();
    Floats type = kernel.floats();
    this.floats =
        machine != null && machine.dots() && type != null && columns % Dot.SUMS == 0
            ? new FloatProduct(machine, type, kernel, tensor)
            : null;
  }

  /** Gives back what was made of matrices whose file is closed, which nothing may use any more. */
  public static void freeUnused() {
    WeightMemory.freeUnused();
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
    multiply(x, 0, columns, m, y, 0, rows, team);
  }

  /**
   * y = x Wᵀ for rows that lie apart.
   *
   * @param x [m, columns] from index {@code xAt}, rows {@code xStride} apart
   * @param y receives [m, rows] from index {@code yAt}, rows {@code yStride} apart
   */
  public void multiply(
      float[] x, int xAt, int xStride, int m, float[] y, int yAt, int yStride, Team team) {
    if (m == 0 || rows == 0) {
      return;
    }
    Objects.checkFromIndexSize(
        xAt, Math.addExact(Math.multiplyExact(m - 1, xStride), columns), x.length);
    Objects.checkFromIndexSize(
        yAt, Math.addExact(Math.multiplyExact(m - 1, yStride), rows), y.length);
    LaneMatrix side = lanes(team);
    if (side != null) {
      side.multiply(x, xAt, xStride, m, y, yAt, yStride, team);
    } else if (floats != null) {
      floats.multiply(x, xAt, xStride, m, y, yAt, yStride, team);
    } else if (m <= kernel.fewRows()) {
      singly(x, xAt, xStride, m, y, yAt, yStride, team);
    } else if (columns % Dot.SUMS != 0) {
      int stride = filled(columns);
      panels(apart(x, xAt, xStride, m, stride), 0, stride, m, y, yAt, yStride, team);
    } else {
      panels(x, xAt, xStride, m, y, yAt, yStride, team);
    }
  }

  /** The same weights as machine code reads them, made on first use; null where it does not. */
  private @Nullable LaneMatrix lanes(Team team) {
    LaneMatrix known = lanes;
    LaneKernels machine = Simd.machine();
    LaneProgram program = kernel.lanes();
    if (known != null || machine == null || program == null || !machine.supports(program)) {
      return known;
    }
    synchronized (this) {
      if (lanes == null) {
        lanes = LaneMatrix.of(tensor, machine, program, team);
      }
      return lanes;
    }
  }

  /** Each row of x by itself, with weights as they are stored; parts of W stay in cache. */
  private void singly(
      float[] x, int xAt, int xStride, int m, float[] y, int yAt, int yStride, Team team) {
    int chunk = chunk(team);
    team.run(
        Math.ceilDiv(rows, chunk),
        part -> {
          int from = part * chunk;
          int n = Math.min(chunk, rows - from);
          long offset = from * rowBytes;
          for (int i = 0; i < m; i++) {
            int to = yAt + i * yStride + from;
            kernel.matvec(tensor.data(), offset, n, columns, x, xAt + i * xStride, y, to);
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

  private void panels(
      float[] x, int xAt, int xStride, int m, float[] y, int yAt, int yStride, Team team) {
    int fair = Math.ceilDiv(rows, team.threads() * PARTS_PER_THREAD) + 3 & -4;
    int chunk = Math.min(fair, Panel.rows(columns));
    team.run(
        Math.ceilDiv(rows, chunk),
        part -> {
          int from = part * chunk;
          Panel.multiply(
              kernel,
              tensor.data(),
              from * rowBytes,
              Math.min(chunk, rows - from),
              columns,
              x,
              xAt,
              xStride,
              m,
              y,
              yAt + from,
              yStride);
        });
  }

  private static int filled(int columns) {
    return columns + Dot.SUMS - 1 & -Dot.SUMS;
  }

  /** The rows of x, {@code stride} apart, with zeros in between. */
  private float[] apart(float[] x, int xAt, int xStride, int m, int stride) {
    float[] copy = new float[Math.multiplyExact(m, stride)];
    for (int i = 0; i < m; i++) {
      System.arraycopy(x, xAt + i * xStride, copy, i * stride, columns);
    }
    return copy;
  }

  /** Decodes row {@code r} into out[at .. at + columns). */
  public void row(int r, float[] out, int at) {
    kernel.decode(tensor.data(), Objects.checkIndex(r, rows) * rowBytes, out, at, columns);
  }
}
