package dev.bantam.kernel;

import dev.bantam.kernel.machine.DotKernel;
import dev.bantam.kernel.machine.Floats;
import dev.bantam.kernel.machine.LaneKernels;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The three products of training with factors rounded to BF16 and sums in float32: twice as many a
 * second as with float32 factors, where the CPU has them. Factors lie in {@link Pairs}.
 */
final class RoundedProducts {
  /** Rows of W that are rounded and multiplied together. */
  private static final int CHUNK = 64;

  /** Weights whose pairs are in memory at once: 2 MiB. */
  private static final int PACKED = 1 << 20;

  /** Steps of a part, in pairs: with 64 columns, 32 KiB. */
  private static final int STEPS = 128;

  /** What a thread needs while it works; the caller's are read by all. */
  private static final class Buffers {
    private float[] shared = new float[0];
    private float[] left = new float[0];
    private float[] right = new float[0];
    private float[] rows = new float[0];
    private float[] own = new float[0];
  }

  private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

  private RoundedProducts() {}

  /** The kernels, or null where this CPU has none. */
  private static @Nullable LaneKernels kernels() {
    LaneKernels machine = Simd.machine();
    return machine != null && machine.pairs() ? machine : null;
  }

  private static float[] atLeast(float[] buffer, int size) {
    return buffer.length < size ? new float[size] : buffer;
  }

  /**
   * y = x Wᵀ, for a weight of floats.
   *
   * @return false, with nothing done, where there is no such product
   */
  static boolean multiply(Kernel kernel, Tensor weight, float[] x, int m, float[] y, Team team) {
    int n = weight.rows();
    int k = weight.columns();
    LaneKernels machine = kernels();
    DotKernel dots =
        machine == null || kernel.floats() == null || k % 32 != 0
            ? null
            : machine.dots(Floats.PAIR, k / 2);
    if (dots == null || n % dots.tile() != 0) {
      return false;
    }
    Buffers shared = BUFFERS.get();
    shared.shared = atLeast(shared.shared, m * k / 2);
    float[] pairs = shared.shared;
    team.run(m, r -> Pairs.neighbours(x, r * k, k, pairs, r * k / 2));
    MemorySegment in = MemorySegment.ofArray(pairs);
    MemorySegment out = MemorySegment.ofArray(y);
    team.run(
        Math.ceilDiv(n, CHUNK),
        part -> {
          Buffers own = BUFFERS.get();
          int from = part * CHUNK;
          int rows = Math.min(CHUNK, n - from);
          own.rows = atLeast(own.rows, k);
          own.own = atLeast(own.own, CHUNK * k / 2);
          for (int r = 0; r < rows; r++) {
            kernel.decode(weight.data(), (from + r) * weight.type().bytes(k), own.rows, 0, k);
            Pairs.neighbours(own.rows, 0, k, own.own, r * k / 2);
          }
          MemorySegment w = MemorySegment.ofArray(own.own);
          int tiles = Math.ceilDiv(m, dots.mostRows());
          for (int tile = 0; tile < tiles; tile++) {
            long first = (long) m * tile / tiles;
            int count = (int) ((long) m * (tile + 1) / tiles - first);
            MemorySegment some = in.asSlice(2 * first * k);
            MemorySegment to = out.asSlice(4 * (first * n + from));
            dots.multiply(w, rows / dots.tile(), some, count, to, n);
          }
        });
    return true;
  }

  /**
   * dx += dy W, for a weight of any type.
   *
   * @return false, with nothing done, where there is no such product
   */
  static boolean toInput(Kernel kernel, Tensor weight, float[] dy, int m, float[] dx, Team team) {
    int n = weight.rows();
    int k = weight.columns();
    LaneKernels machine = kernels();
    if (machine == null || k % Outer.GROUP != 0 || n % 2 != 0) {
      return false;
    }
    Buffers shared = BUFFERS.get();
    shared.shared = atLeast(shared.shared, m * n / 2);
    float[] pairs = shared.shared;
    team.run(m, r -> Pairs.neighbours(dy, r * n, n, pairs, r * n / 2));
    int block = Math.clamp(PACKED / k & -2, 2, n);
    shared.left = atLeast(shared.left, block / 2 * k);
    float[] packed = shared.left;
    for (int from = 0; from < n; from += block) {
      int first = from;
      int count = Math.min(block, n - from) / 2;
      team.run(count, pair -> pack(kernel, weight, first + 2 * pair, packed, pair * k));
      Gradients.parts(
          m,
          k,
          team,
          (row, rows, column, columns) -> {
            for (int t = 0; t < count; t += STEPS) {
              MachineOuter.add(
                  machine,
                  pairs,
                  (row * n + first) / 2 + t,
                  n / 2,
                  1,
                  rows,
                  Floats.PAIR,
                  MemorySegment.ofArray(packed),
                  4L * (t * k + column),
                  k,
                  Math.min(STEPS, count - t),
                  columns,
                  dx,
                  row * k + column,
                  k);
            }
          });
    }
    return true;
  }

  /** Rows {@code r} and r + 1 of a weight as pairs. */
  private static void pack(Kernel kernel, Tensor weight, int r, float[] out, int at) {
    int k = weight.columns();
    Buffers own = BUFFERS.get();
    own.rows = atLeast(own.rows, 2 * k);
    for (int i = 0; i < 2; i++) {
      kernel.decode(weight.data(), (r + i) * weight.type().bytes(k), own.rows, i * k, k);
    }
    Pairs.rows(own.rows, 0, own.rows, k, k, out, at);
  }

  /**
   * dW += dyᵀ x.
   *
   * @param dw [n, k] from index {@code at}
   * @return false, with nothing done, where there is no such product
   */
  static boolean toWeight(
      float[] dy, int n, float[] x, int k, int m, float[] dw, int at, Team team) {
    LaneKernels machine = kernels();
    if (machine == null || k % Outer.GROUP != 0) {
      return false;
    }
    int steps = Math.ceilDiv(m, 2);
    Buffers shared = BUFFERS.get();
    shared.right = atLeast(shared.right, steps * k);
    float[] pairs = shared.right;
    team.run(steps, s -> pair(x, k, 0, k, m, s, pairs, s * k));
    Gradients.parts(
        n,
        k,
        team,
        (row, rows, column, columns) -> {
          Buffers own = BUFFERS.get();
          own.own = atLeast(own.own, STEPS * Gradients.ROWS);
          for (int t = 0; t < steps; t += STEPS) {
            int some = Math.min(STEPS, steps - t);
            for (int s = 0; s < some; s++) {
              pair(dy, n, row, rows, m, t + s, own.own, s * Gradients.ROWS);
            }
            MachineOuter.add(
                machine,
                own.own,
                0,
                1,
                Gradients.ROWS,
                rows,
                Floats.PAIR,
                MemorySegment.ofArray(pairs),
                4L * (t * k + column),
                k,
                some,
                columns,
                dw,
                at + row * k + column,
                k);
          }
        });
    return true;
  }

  /**
   * Columns [from, from + count) of the rows 2 s and 2 s + 1 of x [m, d]; zeros beyond the last.
   */
  private static void pair(
      float[] x, int d, int from, int count, int m, int s, float[] out, int at) {
    int first = 2 * s * d + from;
    if (2 * s + 1 < m) {
      Pairs.rows(x, first, x, first + d, count, out, at);
    } else {
      float[] none = new float[count];
      Pairs.rows(x, first, none, 0, count, out, at);
    }
  }
}
