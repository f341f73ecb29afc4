package dev.bantam.kernel;

import dev.bantam.kernel.machine.Floats;
import dev.bantam.kernel.machine.LaneKernels;
import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;

/**
 * Multiplies queries with keys, and weights with values, of one head at some positions of a page.
 * Machine code reads these in place; otherwise they are, for more than a few rows, decoded once to
 * floats that stay in cache. The results have the same bits ({@link Outer}). Not thread-safe; made
 * to be used again.
 */
public final class KvReader {
  private float[] decoded = new float[0];
  private int width;
  private MemorySegment page = MemorySegment.NULL;
  private Floats type = Floats.F32;
  private boolean inPlace;
  private long at;

  /**
   * Turns to a block of keys.
   *
   * @param slot the first position, a multiple of {@link KvLayout#BLOCK}
   * @param rows of queries that will be multiplied with them
   * @param finite whether {@link KvLayout#put} said so of all
   */
  public void keys(
      KvLayout layout, MemorySegment page, int head, int slot, int rows, boolean finite) {
    width = layout.keyDim();
    begin(layout, page, layout.keysAt(head, slot), rows, finite);
    if (!inPlace) {
      ensure(KvLayout.BLOCK * width);
      layout.keys(page, head, slot, decoded);
    }
  }

  /**
   * Turns to values.
   *
   * @param slot the first position
   * @param n positions
   * @param rows of weights that will be multiplied with them
   * @param finite whether {@link KvLayout#put} said so of all
   */
  public void values(
      KvLayout layout, MemorySegment page, int head, int slot, int n, int rows, boolean finite) {
    width = layout.width();
    begin(layout, page, layout.valuesAt(head, slot), rows, finite);
    if (!inPlace) {
      ensure(n * width);
      layout.values(page, head, slot, n, decoded);
    }
  }

  private void begin(KvLayout layout, MemorySegment other, long offset, int rows, boolean finite) {
    page = other;
    at = offset;
    type = layout.type() == DType.F32 ? Floats.F32 : Floats.F16;
    if (MachineOuter.kernels() != null) {
      inPlace = layout.type() != DType.Q8_0;
    } else {
      boolean few = rows <= VectorOuterF16.ROWS;
      inPlace = Simd.ENABLED && layout.type() == DType.F16 && finite && few;
    }
  }

  private void ensure(int size) {
    if (decoded.length < size) {
      decoded = new float[size];
    }
  }

  /**
   * Adds to scores the products of queries and keys.
   *
   * @param q [rows, keyDim] from index {@code qAt}
   * @param n how many positions of the block, a multiple of 16
   * @param scores [rows, n] from index {@code to}, rows {@link KvLayout#PAGE} apart
   */
  public void addScores(float[] q, int qAt, int rows, int n, float[] scores, int to) {
    add(q, qAt, width, rows, 0, KvLayout.BLOCK, width, n, scores, to, KvLayout.PAGE);
  }

  /**
   * Adds to sums the products of weights and values.
   *
   * @param from the first position, counted from the one that {@link #values} was told
   * @param n positions
   * @param weights [rows, n] from index {@code weightsAt}, rows {@link KvLayout#PAGE} apart
   * @param sums [rows, width] from index {@code to}, rows {@code stride} apart
   */
  public void addValues(
      int from, int n, float[] weights, int weightsAt, int rows, float[] sums, int to, int stride) {
    int first = from * width;
    add(weights, weightsAt, KvLayout.PAGE, rows, first, width, n, width, sums, to, stride);
  }

  /** See {@link Outer#add}; {@code bAt} counts numbers from where the reader is. */
  private void add(
      float[] a,
      int aAt,
      int aStride,
      int rows,
      int bAt,
      int bStep,
      int steps,
      int columns,
      float[] c,
      int cAt,
      int cStride) {
    LaneKernels machine = MachineOuter.kernels();
    if (!inPlace) {
      Outer.add(a, aAt, aStride, rows, decoded, bAt, bStep, steps, columns, c, cAt, cStride);
    } else if (machine != null) {
      long from = at + (long) type.bytes() * bAt;
      MachineOuter.add(
          machine, a, aAt, aStride, 1, rows, type, page, from, bStep, steps, columns, c, cAt,
          cStride);
    } else {
      long from = at + 2L * bAt;
      VectorOuterF16.add(
          a, aAt, aStride, rows, page, from, 2 * bStep, steps, columns, c, cAt, cStride);
    }
  }
}
