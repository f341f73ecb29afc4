package dev.bantam.kernel;

import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;

/**
 * Multiplies queries with keys, and weights with values, of one head at some positions of a page.
 * For many rows these are decoded once to floats that stay in cache, for few they are read in
 * place: the results have the same bits ({@link Outer}). Not thread-safe; made to be used again.
 */
public final class KvReader {
  private float[] decoded = new float[0];
  private int width;
  private MemorySegment page = MemorySegment.NULL;
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
    inPlace = Simd.ENABLED && layout.type() == DType.F16 && finite && rows <= VectorOuterF16.ROWS;
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
    int d = width;
    int row = KvLayout.BLOCK;
    if (inPlace) {
      VectorOuterF16.add(q, qAt, d, rows, page, at, 2 * row, d, n, scores, to, KvLayout.PAGE);
    } else {
      Outer.add(q, qAt, d, rows, decoded, 0, row, d, n, scores, to, KvLayout.PAGE);
    }
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
    int row = width;
    int apart = KvLayout.PAGE;
    if (inPlace) {
      long first = at + 2L * from * row;
      VectorOuterF16.add(
          weights, weightsAt, apart, rows, page, first, 2 * row, n, row, sums, to, stride);
    } else {
      Outer.add(
          weights, weightsAt, apart, rows, decoded, from * row, row, n, row, sums, to, stride);
    }
  }
}
