package dev.bantam.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
}
