package dev.bantam.kernel.machine;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * The kernels of one storage type, compiled on first use.
 *
 * <p>Memory is named by its address where the garbage collector does not move it: who calls holds
 * on to it, and checks shapes.
 */
public final class LaneKernel {
  /** Rows of x beyond which a larger tile gains nothing. */
  private static final int MOST_ROWS = 12;

  private static final int UNPACK = 0;

  /** Before the kernels for 1, 2, ... rows of x. */
  private static final int MULTIPLY = 0;

  private final LaneCompiler compiler;
  private final LaneProgram program;
  private final int lanes;
  private final int mostRows;
  private final AtomicReferenceArray<Code> compiled =
      new AtomicReferenceArray<>(MULTIPLY + MOST_ROWS + 1);

  /** By the bytes of a row. */
  private final Map<Integer, Code> packing = new ConcurrentHashMap<>();

  LaneKernel(LaneCompiler compiler, LaneProgram program, int lanes) {
    this.compiler = compiler;
    this.program = program;
    this.lanes = lanes;
    this.mostRows = Math.min(MOST_ROWS, compiler.mostRows(program));
  }

  /** Columns that share a scale. */
  public int granule() {
    return program.granule;
  }

  /** Whether codes have a zero, and no offsets. */
  public boolean hasZero() {
    return program.zero() != LaneProgram.NO_ZERO;
  }

  /** The kernel that reads what {@link #unpack} writes. */
  LaneKernel panel() {
    return new LaneKernel(compiler, Panel.of(program), lanes);
  }

  /** Most rows of x in one call of {@link #multiply}: as many as there are registers for. */
  public int mostRows() {
    return mostRows;
  }

  /** Bytes of {@code columns} columns of a group of rows. */
  public long groupBytes(int columns) {
    return (long) columns / program.columns * program.stride(lanes);
  }

  /**
   * Brings rows as a file has them side by side.
   *
   * @param rows the first row
   * @param rowBytes bytes from each row to the next, or 0 if they do not lie so
   * @param offsets byte offset of the row of each lane
   * @param out address of {@link #groupBytes} bytes
   */
  public void pack(MemorySegment rows, int rowBytes, int[] offsets, int columns, long out) {
    packing
        .computeIfAbsent(rowBytes, bytes -> new Code(compiler.pack(program, bytes)))
        .run(
            MemorySegment.ofAddress(out),
            columns / program.columns,
            rows,
            0,
            MemorySegment.ofArray(offsets),
            0);
  }

  /**
   * Takes a group of rows apart.
   *
   * @param w address of the group
   * @param out receives what {@link LaneKernels#panel} reads
   */
  public void unpack(long w, int columns, MemorySegment out) {
    code(UNPACK, () -> compiler.unpack(program))
        .run(MemorySegment.ofAddress(w), columns / program.columns, out, 0, out, 0);
  }

  /**
   * y = x Wᵀ for whole groups of rows.
   *
   * @param w address of the first group
   * @param x m rows that {@link LaneKernels#quantise} made
   * @param m from 1 to {@link #mostRows}
   * @param y receives [m, groups * lanes], rows {@code yStride} floats apart
   */
  public void multiply(
      long w, int groups, int columns, MemorySegment x, int m, MemorySegment y, int yStride) {
    code(MULTIPLY + m, () -> compiler.multiply(program, m))
        .run(MemorySegment.ofAddress(w), groups, x, columns / program.columns, y, 4L * yStride);
  }

  private Code code(int index, Supplier<byte[]> make) {
    Code known = compiled.get(index);
    if (known == null) {
      // Two threads may make the same code: one of them is lost.
      known = new Code(make.get());
      compiled.set(index, known);
    }
    return known;
  }
}
