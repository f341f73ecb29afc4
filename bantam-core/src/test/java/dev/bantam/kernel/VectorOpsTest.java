package dev.bantam.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bantam.kernel.machine.Exp;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VectorOpsTest {
  @Test
  void expIsWithinItsError() {
    for (int i = -87 * 512; i < 88 * 512; i++) {
      float x = (i + 0.25f) / 512;
      assertThat(Exp.of(x) / Math.exp(x)).as("exp(%s)", x).isCloseTo(1, within(2e-7));
    }
    assertThat(Exp.of(0)).isEqualTo(1);
    assertThat(Exp.of(-95)).isCloseTo((float) Math.exp(-95), within(Float.MIN_VALUE));
    assertThat(Exp.of(Float.NEGATIVE_INFINITY)).isZero();
    assertThat(Exp.of(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Exp.of(Float.NaN)).isNaN();
  }

  @Test
  void vectorsGiveTheBitsOfTheirScalarTwins() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int n = random.nextInt(100);
      float[] x = RandomWeights.floats(n + 3, random);
      for (int i = 0; i < x.length; i++) {
        x[i] *= (float) Math.exp(5 * random.nextGaussian());
      }
      float[] e = x.clone();
      float[] gate = x.clone();
      float[] gelu = x.clone();
      float sum = VectorOps.expSum(e, 3, n, 0.5f, new float[16]);
      VectorOps.sigmoidGate(1.702f, gate, 3, n);
      VectorOps.geluTanh(gelu, 3, n);
      float[] sums = new float[Dot.SUMS];
      for (int i = 0; i < n; i++) {
        float v = x[3 + i];
        float exp = Exp.of(v - 0.5f);
        sums[i % Dot.SUMS] += exp;
        String what = "seed " + seed + ", number " + i + ": " + v;
        assertThat(e[3 + i]).as(what).isEqualTo(exp);
        assertThat(gate[3 + i]).as(what).isEqualTo(v / (1 + Exp.of(v * -1.702f)));
        assertThat(gelu[3 + i]).as(what).isCloseTo(gelu(v), within(1e-6f * Math.abs(v)));
      }
      assertThat(sum).as("seed %d", seed).isEqualTo(Dot.total(sums, 0));
    }
  }

  private static float gelu(double x) {
    return (float) (0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))));
  }

  @Test
  void dotAndAddScaledEqualTheirDefinitions() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int n = random.nextInt(200);
      float[] x = RandomWeights.floats(n + 2, random);
      float[] y = RandomWeights.floats(n + 1, random);
      assertThat(VectorOps.dot(x, 2, y, 1, n))
          .as("seed %d", seed)
          .isEqualTo(Dot.scalar(x, 2, y, 1, n));
      float[] sum = y.clone();
      VectorOps.addScaled(0.3f, x, 2, sum, 1, n);
      for (int i = 0; i < n; i++) {
        assertThat(sum[1 + i]).as("seed %d", seed).isEqualTo(Math.fma(0.3f, x[2 + i], y[1 + i]));
      }
    }
  }

  @Test
  void findsTheLargest() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int n = 1 + random.nextInt(2000);
      float[] x = new float[n + 3];
      for (int i = 0; i < x.length; i++) {
        x[i] = random.nextInt(-30, 5); // so that some are equal
      }
      int best = 0;
      for (int i = 1; i < n; i++) {
        best = x[3 + i] > x[3 + best] ? i : best;
      }
      assertThat(VectorOps.indexOfMax(x, 3, n)).as("seed %d", seed).isEqualTo(best);
      assertThat(VectorOps.max(x, 3, n)).as("seed %d", seed).isEqualTo(x[3 + best]);
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += Math.exp(x[3 + i] - x[3 + best]);
      }
      assertThat(VectorOps.sumOfExp(x, 3, n, x[3 + best]) / sum).isCloseTo(1, within(1e-6));
      x[3 + random.nextInt(n)] = Float.NaN;
      assertThat(VectorOps.indexOfMax(x, 3, n)).as("seed %d", seed).isEqualTo(-1);
      assertThat(VectorOps.max(x, 3, n)).as("seed %d", seed).isNaN();
    }
    assertThat(VectorOps.max(new float[0], 0, 0)).isEqualTo(Float.NEGATIVE_INFINITY);
  }

  @Test
  void softcapIsATanh() {
    float[] x = {0, 0.25f, -3, 1e5f, -1e5f, 40, -7, 1e-3f, 2, 5, 6, 8, 9, 10, 11, 12, 13, -0.5f};
    float[] y = x.clone();
    VectorOps.softcap(5, y, 0, y.length);
    for (int i = 0; i < x.length; i++) {
      assertThat(y[i]).isCloseTo((float) (5 * Math.tanh(x[i] / 5)), within(2e-6f));
    }
  }
}
