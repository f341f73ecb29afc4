package dev.bantam.kernel;

import dev.bantam.kernel.machine.Floats;
import dev.bantam.kernel.machine.LaneKernels;
import java.lang.foreign.MemorySegment;

/**
 * Sums of outer products, C += A B, the arithmetic of attention: scores are queries times keys, and
 * outputs are weights times values. Each number of C is one chain of fused multiply-adds, c =
 * fma(a[t], b[t], c) for ascending t; vectors hold neighbouring columns. So a result depends
 * neither on the width of vectors nor on how rows and columns are grouped.
 */
public final class Outer {
  /** Columns come in such groups. */
  public static final int GROUP = 16;

  private Outer() {}

  /**
   * C += A B.
   *
   * @param a [rows, steps] from {@code aAt}, rows {@code aStride} apart
   * @param b [steps, columns] from {@code bAt}, steps {@code bStep} apart
   * @param columns a multiple of 16
   * @param c [rows, columns] from {@code cAt}, rows {@code cStride} apart
   */
  public static void add(
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
    LaneKernels machine = MachineOuter.kernels();
    if (machine != null) {
      MemorySegment terms = MemorySegment.ofArray(b);
      MachineOuter.add(
          machine,
          a,
          aAt,
          aStride,
          1,
          rows,
          Floats.F32,
          terms,
          4L * bAt,
          bStep,
          steps,
          columns,
          c,
          cAt,
          cStride);
      return;
    }
    if (Simd.ENABLED) {
      VectorOuter.add(a, aAt, aStride, rows, b, bAt, bStep, steps, columns, c, cAt, cStride);
      return;
    }
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j += GROUP) {
        scalar(a, aAt + i * aStride, b, bAt + j, bStep, steps, c, cAt + i * cStride + j);
      }
    }
  }

  /**
   * C += Aᵀ B: as {@link #add}, with A the other way round.
   *
   * @param a [steps, rows] from {@code aAt}, steps {@code aStep} apart
   */
  public static void addTransposed(
      float[] a,
      int aAt,
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
    LaneKernels machine = MachineOuter.kernels();
    if (machine != null) {
      MachineOuter.add(
          machine,
          a,
          aAt,
          1,
          aStep,
          rows,
          Floats.F32,
          MemorySegment.ofArray(b),
          4L * bAt,
          bStep,
          steps,
          columns,
          c,
          cAt,
          cStride);
      return;
    }
    float[] turned = new float[rows * steps];
    for (int t = 0; t < steps; t++) {
      for (int i = 0; i < rows; i++) {
        turned[i * steps + t] = a[aAt + t * aStep + i];
      }
    }
    add(turned, 0, steps, rows, b, bAt, bStep, steps, columns, c, cAt, cStride);
  }

  private static void scalar(
      float[] a, int aAt, float[] b, int bAt, int bStep, int steps, float[] c, int cAt) {
    for (int t = 0; t < steps; t++) {
      float factor = a[aAt + t];
      int from = bAt + t * bStep;
      for (int i = 0; i < GROUP; i++) {
        c[cAt + i] = Math.fma(factor, b[from + i], c[cAt + i]);
      }
    }
  }
}
