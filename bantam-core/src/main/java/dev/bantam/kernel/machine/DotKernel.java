package dev.bantam.kernel.machine;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The kernels for rows of floats of one type and length, as they are stored, compiled on first use.
 * Sums are formed as {@code kernel.Dot} defines.
 */
public final class DotKernel {
  private final Floats type;
  private final int columns;
  private final AtomicReferenceArray<Code> compiled =
      new AtomicReferenceArray<>(DotCompiler.MOST_ROWS + 1);

  DotKernel(Floats type, int columns) {
    this.type = type;
    this.columns = columns;
  }

  /** Rows of W that are multiplied side by side. */
  public int tile() {
    return DotCompiler.TILE;
  }

  /** Most rows of x in one call of {@link #multiply}. */
  public int mostRows() {
    return DotCompiler.MOST_ROWS;
  }

  /**
   * y = x Wᵀ.
   *
   * @param w address of W [tile * groups, columns]; who calls holds on to it
   * @param x [m, columns]
   * @param m from 1 to {@link #mostRows}
   * @param y receives [m, tile * groups], rows {@code yStride} floats apart
   */
  public void multiply(long w, int groups, MemorySegment x, int m, MemorySegment y, int yStride) {
    multiply(MemorySegment.ofAddress(w), groups, x, m, y, yStride);
  }

  /** As the other; the weights may be a Java array. */
  public void multiply(
      MemorySegment w, int groups, MemorySegment x, int m, MemorySegment y, int yStride) {
    Code code = compiled.get(m);
    if (code == null) {
      code = new Code(DotCompiler.dot(type, m, columns * type.bytes, 4 * columns));
      compiled.set(m, code);
    }
    code.run(w, groups, x, columns / 16, y, 4L * yStride);
  }
}
