package dev.bantam.benchmarks;

import dev.bantam.kernel.Quantizer;
import dev.bantam.kernel.Team;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Matrices to measure with. */
final class Weights {
  /**
   * Rows that are encoded; some types take a microsecond a value, so that the rest repeats them.
   */
  private static final int ENCODED = 16;

  private Weights() {}

  static float[] normal(int n, SplittableRandom random) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** A matrix [rows, columns] whose first rows are random and repeat. */
  static Tensor random(DType type, int rows, int columns, Arena arena) {
    MemorySegment few = arena.allocate(type.bytes((long) ENCODED * columns), 64);
    try (Team team = new Team(1);
        Arena source = Arena.ofConfined()) {
      float[] values = normal(ENCODED * columns, new SplittableRandom(1));
      Tensor floats =
          new Tensor(
              "random",
              DType.F32,
              new long[] {ENCODED, columns},
              source.allocateFrom(ValueLayout.JAVA_FLOAT, values));
      float[] importance = new float[columns];
      Arrays.fill(importance, 1);
      new Quantizer(type, team).encode(floats, 0, ENCODED, importance, few);
    }
    long bytes = type.bytes((long) rows * columns);
    MemorySegment all = arena.allocate(bytes, 64);
    for (long at = 0; at < bytes; at += few.byteSize()) {
      MemorySegment.copy(few, 0, all, at, Math.min(few.byteSize(), bytes - at));
    }
    return new Tensor("weights", type, new long[] {rows, columns}, all);
  }
}
