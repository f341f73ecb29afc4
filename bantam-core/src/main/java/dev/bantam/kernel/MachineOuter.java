package dev.bantam.kernel;

import dev.bantam.kernel.machine.Floats;
import dev.bantam.kernel.machine.LaneKernels;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** {@link Outer} by machine code, with B as it is stored; the same bits. */
final class MachineOuter {
  private static final int GROUP = Outer.GROUP;

  private MachineOuter() {}

  /** The kernels, or null where this machine has none. */
  static @Nullable LaneKernels kernels() {
    LaneKernels machine = Simd.machine();
    return machine != null && machine.outers() ? machine : null;
  }

  /**
   * See {@link Outer#add}.
   *
   * @param aStep numbers between steps of A
   * @param b [steps, columns] from byte {@code bAt}, steps {@code bStep} numbers apart
   */
  static void add(
      LaneKernels machine,
      float[] a,
      int aAt,
      int aStride,
      int aStep,
      int rows,
      Floats type,
      MemorySegment b,
      long bAt,
      int bStep,
      int steps,
      int columns,
      float[] c,
      int cAt,
      int cStride) {
    // Slices are checked; machine code is not.
    int aSize = Math.addExact(Math.multiplyExact(rows - 1, aStride), (steps - 1) * aStep + 1);
    int cSize = Math.addExact(Math.multiplyExact(rows - 1, cStride), columns);
    long bSize = (steps - 1L) * bStep + columns;
    MemorySegment factors = MemorySegment.ofArray(a).asSlice(4L * aAt, 4L * aSize);
    MemorySegment terms = b.asSlice(bAt, type.bytes() * bSize);
    MemorySegment sums = MemorySegment.ofArray(c).asSlice(4L * cAt, 4L * cSize);
    int most = machine.mostOuterRows();
    int whole = rows - rows % most;
    int width = machine.mostOuterColumns();
    for (int j = 0; j < columns; j += width) {
      int n = Math.min(width, columns - j);
      MemorySegment from = terms.asSlice((long) type.bytes() * j);
      if (whole > 0) {
        MemorySegment to = sums.asSlice(4L * j);
        machine.outer(
            type,
            factors,
            aStride,
            aStep,
            most,
            whole / most,
            from,
            bStep,
            steps,
            n / GROUP,
            to,
            cStride);
      }
      if (whole < rows) {
        MemorySegment rest = factors.asSlice(4L * whole * aStride);
        MemorySegment to = sums.asSlice(4L * (whole * cStride + j));
        machine.outer(
            type,
            rest,
            aStride,
            aStep,
            rows - whole,
            1,
            from,
            bStep,
            steps,
            n / GROUP,
            to,
            cStride);
      }
    }
  }
}
