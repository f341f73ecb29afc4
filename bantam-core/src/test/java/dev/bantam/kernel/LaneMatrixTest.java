package dev.bantam.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.bantam.kernel.machine.Forms;
import dev.bantam.kernel.machine.LaneKernel;
import dev.bantam.kernel.machine.LaneKernels;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Machine code against the same arithmetic in Java, to the bit. */
class LaneMatrixTest {
  private static final int ROUNDS = 10;

  static List<DType> types() {
    return RandomWeights.types().stream().filter(t -> Kernel.of(t).lanes() != null).toList();
  }

  @ParameterizedTest
  @MethodSource("types")
  void productsEqualTheDefinition(DType type) {
    assumeFalse(Forms.all().isEmpty(), "this machine has no machine code");
    for (LaneKernels kernels : Forms.all()) {
      for (int round = 0; round < ROUNDS && kernels.of(Kernel.of(type).lanes()) != null; round++) {
        long seed = 1000L * type.id + round;
        Random random = new Random(seed);
        int k = type.blockSize * (1 + random.nextInt(6));
        int rows = 1 + random.nextInt(150);
        int m = round < 4 ? 1 + round : 1 + random.nextInt(40);
        String what = "%s: %s [%d, %d] x %d".formatted(seed, type, rows, k, m);
        try (Team team = new Team(1 + random.nextInt(4))) {
          check(kernels, type, rows, k, m, team, random, what);
        }
      }
    }
  }

  private static void check(
      LaneKernels kernels,
      DType type,
      int rows,
      int k,
      int m,
      Team team,
      Random random,
      String what) {
    MemorySegment data = MemorySegment.ofArray(RandomWeights.stored(type, rows, k, random));
    float[] x = RandomWeights.floats(m * k, random);
    float[] y = new float[m * rows + 1];
    Tensor tensor = new Tensor("w", type, new long[] {rows, k}, data);
    LaneKernel kernel = kernels.of(Kernel.of(type).lanes());
    LaneMatrix.of(tensor, kernels, kernel, team).multiply(x, m, y, team);
    float[] w = new float[k];
    for (int r = 0; r < rows; r++) {
      Taken taken = Taken.of(kernels, kernel, tensor, r);
      Kernel.of(type).decode(data, r * type.bytes(k), w, 0, k);
      assertThat(taken.firstOtherThan(w)).as("%s: a value of row %d", what, r).isEqualTo(-1);
      for (int i = 0; i < m; i++) {
        assertThat(y[i * rows + r])
            .as("%s: row %d times row %d", what, r, i)
            .isEqualTo(taken.dot(x, i * k));
      }
    }
    assertThat(y[y.length - 1]).as("behind y").isZero();
  }

  /**
   * A row as machine code takes it apart.
   *
   * @param codes [columns]
   * @param scales [columns / granule]
   * @param offsets [columns / granule]
   */
  private record Taken(boolean zero, int granule, int[] codes, float[] scales, float[] offsets) {
    static Taken of(LaneKernels kernels, LaneKernel kernel, Tensor tensor, int row) {
      int k = tensor.columns();
      int granule = kernel.granule();
      int[] codes = new int[k];
      float[] scales = new float[k / granule];
      float[] offsets = new float[k / granule];
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment packed = arena.allocate(kernel.groupBytes(k), 64);
        MemorySegment panel = arena.allocate(kernels.panel(kernel).groupBytes(k), 64);
        long rowBytes = tensor.type().bytes(k);
        MemorySegment source = tensor.data().asSlice(row * rowBytes);
        kernel.pack(source, 0, new int[kernels.lanes()], k, packed.address());
        kernel.unpack(packed.address(), k, panel);
        int lane = row % kernels.lanes();
        int at = 0;
        for (int g = 0; g < scales.length; g++) {
          for (int c = 0; c < granule; c++) {
            long i = (at + c / 4 * kernels.lanes() + lane) * 4L + c % 4;
            codes[g * granule + c] = panel.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
          }
          at += granule / 4 * kernels.lanes();
          scales[g] = panel.get(ValueLayout.JAVA_FLOAT, 4L * (at + lane));
          at += kernels.lanes();
          if (!kernel.hasZero()) {
            offsets[g] = panel.get(ValueLayout.JAVA_FLOAT, 4L * (at + lane));
            at += kernels.lanes();
          }
        }
      }
      return new Taken(kernel.hasZero(), granule, codes, scales, offsets);
    }

    /**
     * The first column that is not the value in {@code w}, but for the rounding of a float product
     * and a float sum; -1 if there is none.
     */
    int firstOtherThan(float[] w) {
      for (int c = 0; c < codes.length; c++) {
        double product = (double) scales[c / granule] * (codes[c] - (zero ? 128 : 0));
        double offset = offsets[c / granule];
        double rounding = (Math.abs(product) + Math.abs(offset)) * 0x1p-23;
        if (Math.abs(product + offset - w[c]) > rounding) {
          return c;
        }
      }
      return -1;
    }

    /** The product with x[at ...) rounded to bytes, in the order that the kernels promise. */
    float dot(float[] x, int at) {
      float y = 0;
      for (int b = 0; b < codes.length; b += 32) {
        float largest = 0;
        for (int i = 0; i < 32; i++) {
          largest = Math.max(largest, Math.abs(x[at + b + i]));
        }
        float d = largest / 127f;
        float inverse = 127f / Math.max(largest, 1e-30f);
        for (int g = b; g < b + 32; g += granule) {
          int sum = 0;
          int total = 0;
          for (int c = g; c < g + granule; c++) {
            int q = (int) Math.rint(x[at + c] * inverse);
            sum += (codes[c] - (zero ? 128 : 0)) * q;
            total += q;
          }
          y = Math.fma((float) sum, scales[g / granule] * d, y);
          y = zero ? y : Math.fma(offsets[g / granule], total * d, y);
        }
      }
      return y;
    }
  }
}
