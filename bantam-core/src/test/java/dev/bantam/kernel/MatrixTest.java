package dev.bantam.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Products against the definition in {@link Dot}, to the bit; {@link LaneMatrixTest} is about those
 * of machine code.
 */
class MatrixTest {
  private static final int ROUNDS = 6;

  static java.util.List<DType> types() {
    return RandomWeights.types().stream()
        .filter(type -> Simd.machine() == null || Kernel.of(type).lanes() == null)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("types")
  void productsEqualTheDefinition(DType type) {
    for (int round = 0; round < ROUNDS; round++) {
      long seed = 1000L * type.id + round;
      Random random = new Random(seed);
      int k = type.blockSize * (1 + random.nextInt(type.blockSize == 1 ? 200 : 6));
      int rows = 1 + random.nextInt(150);
      int m = round < 2 ? 1 : 1 + random.nextInt(20);
      try (Team team = new Team(1 + random.nextInt(4))) {
        check(type, rows, k, m, team, random, "seed " + seed);
      }
    }
  }

  private static void check(
      DType type, int rows, int k, int m, Team team, Random random, String what) {
    byte[] stored = RandomWeights.stored(type, rows, k, random);
    // As a file's memory is: machine code takes no Java arrays as weights.
    MemorySegment data =
        Arena.ofAuto().allocate(stored.length, 32).copyFrom(MemorySegment.ofArray(stored));
    float[] x = RandomWeights.floats(m * k, random);
    float[] y = new float[m * rows + 1];
    new Matrix(new Tensor("w", type, new long[] {rows, k}, data)).multiply(x, m, y, team);
    float[] w = new float[k];
    for (int r = 0; r < rows; r++) {
      Kernel.of(type).decode(data, r * type.bytes(k), w, 0, k);
      for (int i = 0; i < m; i++) {
        assertThat(y[i * rows + r])
            .as("%s: %s [%d, %d], row %d of %d times row %d", what, type, rows, k, i, m, r)
            .isEqualTo(Dot.scalar(w, 0, x, i * k, k));
      }
    }
    assertThat(y[m * rows]).as("behind y").isZero();
  }

  @Test
  void rowsOfATensorAreAMatrix() {
    Random random = new Random(3);
    byte[] stored = RandomWeights.stored(DType.F16, 10, 64, random);
    Tensor all = new Tensor("w", DType.F16, new long[] {10, 64}, MemorySegment.ofArray(stored));
    float[] x = RandomWeights.floats(64, random);
    float[] whole = new float[10];
    float[] some = new float[3];
    float[] row = new float[64];
    try (Team team = new Team(1)) {
      new Matrix(all).multiply(x, 1, whole, team);
      new Matrix(all.rows(4, 7)).multiply(x, 1, some, team);
    }
    assertThat(some).containsExactly(whole[4], whole[5], whole[6]);
    new Matrix(all).row(5, row, 0);
    assertThat(Dot.scalar(row, 0, x, 0, 64)).isEqualTo(whole[5]);
  }

  @Test
  void refusesRowsOutsideTheArrays() {
    Tensor tensor =
        new Tensor("w", DType.F32, new long[] {2, 3}, MemorySegment.ofArray(new byte[24]));
    Matrix matrix = new Matrix(tensor);
    try (Team team = new Team(1)) {
      assertThatThrownBy(() -> matrix.multiply(new float[5], 2, new float[4], team))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> matrix.multiply(new float[6], 2, new float[3], team))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> matrix.row(2, new float[3], 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new Team(0));
  }
}
