package dev.bantam.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bantam.kernel.machine.LaneKernels;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Products with rounded factors against sums in double of the same rounded factors. */
class RoundedProductsTest {
  private static final int TRIES = 30;

  private final long seed = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(seed);

  private float[] numbers(int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  /** To the nearest number of BF16, ties to even. */
  private static double rounded(float x) {
    int bits = Float.floatToRawIntBits(x);
    int low = bits & 0xFFFF;
    int up = low > 0x8000 || (low == 0x8000 && (bits >>> 16 & 1) == 1) ? 0x10000 : 0;
    return Float.intBitsToFloat((bits & 0xFFFF0000) + up);
  }

  /** Sum over t of a[i, t] b[t, j], by strides; each must be near what the product gave. */
  private void check(
      int rows,
      int columns,
      int steps,
      float[] a,
      int ai,
      int at,
      float[] b,
      int bt,
      int bj,
      float[] before,
      float[] after) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double sum = before[i * columns + j];
        double size = Math.abs(sum);
        for (int t = 0; t < steps; t++) {
          double term = rounded(a[i * ai + t * at]) * rounded(b[t * bt + j * bj]);
          sum += term;
          size += Math.abs(term);
        }
        double error = Math.abs(after[i * columns + j] - sum);
        if (!(error < 1e-5 * size)) { // millions of assertions would take longer than the products
          fail("seed %d, [%d, %d] of %d x %d: %g", seed, i, j, rows, columns, error);
        }
      }
    }
  }

  @Test
  void allThreeAreSumsOfRoundedFactors() {
    LaneKernels machine = Simd.machine();
    assumeTrue(machine != null && machine.pairs(), "no BF16 on this CPU: skipped");
    Kernel kernel = Kernel.of(DType.F32);
    try (Team team = new Team(2);
        Arena arena = Arena.ofShared()) {
      for (int i = 0; i < TRIES; i++) {
        int m = random.nextInt(1, 300);
        int n = 4 * random.nextInt(1, 80);
        int k = 32 * random.nextInt(1, 20);
        float[] x = numbers(m * k);
        float[] dy = numbers(m * n);
        float[] w = numbers(n * k);
        MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_FLOAT, w);
        Tensor weight = new Tensor("w", DType.F32, new long[] {n, k}, data);
        float[] y = new float[m * n];
        assertThat(RoundedProducts.multiply(kernel, weight, x, m, y, team)).isTrue();
        check(m, n, k, x, k, 1, w, 1, k, new float[m * n], y);
        float[] dx = numbers(m * k);
        float[] before = dx.clone();
        assertThat(RoundedProducts.toInput(kernel, weight, dy, m, dx, team)).isTrue();
        check(m, k, n, dy, n, 1, w, k, 1, before, dx);
        float[] dw = numbers(n * k);
        before = dw.clone();
        assertThat(RoundedProducts.toWeight(dy, n, x, k, m, dw, 0, team)).isTrue();
        check(n, k, m, dy, 1, n, x, k, 1, before, dw);
      }
    }
  }

  @Test
  void roundingIsToTheNearestAndTiesToEven() {
    int n = 67;
    float[] x = numbers(2 * n);
    x[0] = Float.intBitsToFloat(0x3F808000);
    x[1] = Float.intBitsToFloat(0x3F818000);
    float[] pairs = new float[n];
    Pairs.neighbours(x, 0, 2 * n, pairs, 0);
    float[] rows = new float[n];
    Pairs.rows(x, 0, x, n, n, rows, 0);
    for (int i = 0; i < n; i++) {
      int both = Float.floatToRawIntBits(pairs[i]);
      assertThat((double) Float.intBitsToFloat(both << 16)).isEqualTo(rounded(x[2 * i]));
      assertThat((double) Float.intBitsToFloat(both & 0xFFFF0000)).isEqualTo(rounded(x[2 * i + 1]));
      both = Float.floatToRawIntBits(rows[i]);
      assertThat((double) Float.intBitsToFloat(both << 16)).isEqualTo(rounded(x[i]));
      assertThat((double) Float.intBitsToFloat(both & 0xFFFF0000)).isEqualTo(rounded(x[n + i]));
    }
  }
}
