package dev.bantam.kernel;

import dev.bantam.kernel.machine.Floats;
import dev.bantam.kernel.machine.LaneKernels;
import dev.bantam.tensor.Tensor;

/**
 * The two products of a backward pass through y = x Wᵀ, by {@link Outer}: dx += dy W for a weight
 * of any type, and dW += dyᵀ x for one of float32. Each number is one chain of sums in the order of
 * rows, so that results do not depend on the number of threads.
 */
final class Gradients {
  /** Steps whose part of B stays in the second-level cache: with 64 columns, 64 KiB. */
  private static final int STEPS = 256;

  /** Columns of a part: a few widths of a tile. */
  private static final int COLUMNS = 256;

  /** Rows of a part, a multiple of the most rows of a tile. */
  static final int ROWS = 96;

  /** Weights that are decoded at once: 4 MiB. */
  private static final int DECODED = 1 << 20;

  private static final ThreadLocal<float[]> PACKED =
      ThreadLocal.withInitial(() -> new float[STEPS * ROWS]);

  private Gradients() {}

  /**
   * dx += dy W.
   *
   * @param weight W [n, k]
   * @param dy [m, n]
   * @param dx [m, k]
   */
  static void toInput(Kernel kernel, Tensor weight, float[] dy, int m, float[] dx, Team team) {
    int n = weight.rows();
    int k = weight.columns();
    Floats type = kernel.floats();
    boolean direct = weight.data().isNative() && type != null && k % Outer.GROUP == 0;
    LaneKernels machine = direct ? MachineOuter.kernels() : null;
    if (machine != null && type != null) {
      parts(
          m,
          k,
          team,
          (row, rows, column, columns) -> {
            for (int t = 0; t < n; t += STEPS) {
              int steps = Math.min(STEPS, n - t);
              long from = (long) type.bytes() * ((long) t * k + column);
              int at = row * n + t;
              int to = row * k + column;
              MachineOuter.add(
                  machine,
                  dy,
                  at,
                  n,
                  1,
                  rows,
                  type,
                  weight.data(),
                  from,
                  k,
                  steps,
                  columns,
                  dx,
                  to,
                  k);
            }
          });
      return;
    }
    int block = Math.clamp(DECODED / k, 1, Math.max(1, n));
    float[] decoded = new float[block * k];
    long rowBytes = weight.type().bytes(k);
    for (int from = 0; from < n; from += block) {
      int first = from;
      int count = Math.min(block, n - from);
      int chunk = Math.ceilDiv(count, 4 * team.threads());
      team.run(
          Math.ceilDiv(count, chunk),
          part -> {
            int at = part * chunk;
            int size = Math.min(chunk, count - at);
            for (int r = at; r < at + size; r++) {
              kernel.decode(weight.data(), (first + r) * rowBytes, decoded, r * k, k);
            }
          });
      parts(
          m,
          k,
          team,
          (row, rows, column, columns) -> {
            for (int t = 0; t < count; t += STEPS) {
              int steps = Math.min(STEPS, count - t);
              add(
                  dy,
                  row * n + first + t,
                  n,
                  rows,
                  decoded,
                  t * k + column,
                  k,
                  steps,
                  columns,
                  dx,
                  row * k + column,
                  k);
            }
          });
    }
  }

  /**
   * dW += dyᵀ x.
   *
   * @param dy [m, n]
   * @param x [m, k]
   * @param dw [n, k] from index {@code at}
   */
  static void toWeight(float[] dy, int n, float[] x, int k, int m, float[] dw, int at, Team team) {
    parts(
        n,
        k,
        team,
        (row, rows, column, columns) -> {
          float[] packed = PACKED.get();
          for (int t = 0; t < m; t += STEPS) {
            int steps = Math.min(STEPS, m - t);
            for (int s = 0; s < steps; s++) {
              System.arraycopy(dy, (t + s) * n + row, packed, s * ROWS, rows);
            }
            int whole = columns - columns % Outer.GROUP;
            int to = at + row * k + column;
            if (whole > 0) {
              Outer.addTransposed(
                  packed, 0, ROWS, rows, x, t * k + column, k, steps, whole, dw, to, k);
            }
            if (whole < columns) {
              tail(
                  packed,
                  0,
                  1,
                  ROWS,
                  rows,
                  x,
                  t * k + column + whole,
                  k,
                  steps,
                  columns - whole,
                  dw,
                  to + whole,
                  k);
            }
          }
        });
  }

  /** A part of C. */
  interface Part {
    void run(int row, int rows, int column, int columns);
  }

  /** Cuts C [rows, columns] into parts for the team. */
  static void parts(int rows, int columns, Team team, Part part) {
    int across = Math.ceilDiv(columns, COLUMNS);
    int down = Math.ceilDiv(rows, ROWS);
    team.run(
        across * down,
        i -> {
          int row = i / across * ROWS;
          int column = i % across * COLUMNS;
          part.run(row, Math.min(ROWS, rows - row), column, Math.min(COLUMNS, columns - column));
        });
  }

  private static void add(
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
    int whole = columns - columns % Outer.GROUP;
    if (whole > 0) {
      Outer.add(a, aAt, aStride, rows, b, bAt, bStep, steps, whole, c, cAt, cStride);
    }
    if (whole < columns) {
      tail(
          a,
          aAt,
          aStride,
          1,
          rows,
          b,
          bAt + whole,
          bStep,
          steps,
          columns - whole,
          c,
          cAt + whole,
          cStride);
    }
  }

  /** The columns that do not fill a vector. */
  private static void tail(
      float[] a,
      int aAt,
      int aStride,
      int aStep,
      int rows,
      float[] b,
      int bAt,
      int bStep,
      int steps,
      int columns,
      float[] c,
      int cAt,
      int cStride) {
    for (int i = 0; i < rows; i++) {
      for (int t = 0; t < steps; t++) {
        float factor = a[aAt + i * aStride + t * aStep];
        for (int j = 0; j < columns; j++) {
          int to = cAt + i * cStride + j;
          c[to] = Math.fma(factor, b[bAt + t * bStep + j], c[to]);
        }
      }
    }
  }
}
