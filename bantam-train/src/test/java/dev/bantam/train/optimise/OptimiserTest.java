package dev.bantam.train.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bantam.kernel.Team;
import dev.bantam.layer.Parameter;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Optimisers against the same formulas written plainly in double precision. */
final class OptimiserTest {
  private static final double RATE = 0.01;
  private static final AdamW.Options OPTIONS =
      new AdamW.Options(0.9, 0.95, 1e-8, 0.1, AdamW.MATRICES);

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final Arena arena = Arena.ofAuto();

  private Parameter parameter(String name, long... shape) {
    Parameter parameter = new Parameter(name, shape, arena);
    parameter.set(gaussian(parameter.size()));
    return parameter;
  }

  private float[] gaussian(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  @Test
  void adamWFollowsItsFormula() {
    Parameter matrix = parameter("blk.0.attn_q.weight", 130, 300);
    Parameter norm = parameter("output_norm.weight", 300);
    try (Team team = new Team(2)) {
      List<Parameter> both = List.of(matrix, norm);
      AdamW adam = new AdamW(both, OPTIONS, arena, team);
      double[][] p = {doubles(matrix.values()), doubles(norm.values())};
      double[][] m = {new double[matrix.size()], new double[norm.size()]};
      double[][] v = {new double[matrix.size()], new double[norm.size()]};
      for (int step = 1; step <= 5; step++) {
        for (int k = 0; k < 2; k++) {
          float[] g = gaussian(both.get(k).size());
          System.arraycopy(g, 0, both.get(k).gradient(), 0, g.length);
          for (int i = 0; i < g.length; i++) {
            double scaled = 0.5 * g[i];
            p[k][i] -= k == 0 ? RATE * 0.1 * p[k][i] : 0; // a norm's weights do not decay
            m[k][i] = 0.9 * m[k][i] + (1 - 0.9) * scaled;
            v[k][i] = 0.95 * v[k][i] + (1 - 0.95) * scaled * scaled;
            double mean = m[k][i] / (1 - Math.pow(0.9, step));
            double square = v[k][i] / (1 - Math.pow(0.95, step));
            p[k][i] -= RATE * mean / (Math.sqrt(square) + 1e-8);
          }
        }
        adam.step(step, RATE, 0.5f);
      }
      assertClose(matrix.values(), p[0], 2e-6);
      assertClose(norm.values(), p[1], 2e-6);
    }
  }

  @Test
  void muonFollowsItsFormula() {
    Parameter wide = parameter("blk.0.ffn_down.weight", 16, 48);
    Parameter tall = parameter("blk.0.ffn_up.weight", 48, 16);
    Parameter experts = parameter("blk.0.ffn_up_exps.weight", 2, 16, 48);
    Parameter embedding = parameter("token_embd.weight", 32, 16);
    List<Parameter> all = List.of(wide, tall, experts, embedding);
    try (Team team = new Team(2)) {
      Muon muon = new Muon(all, OPTIONS, arena, team);
      assertThat(muon.state()).hasSize(5);
      double[] w = doubles(wide.values());
      double[] t = doubles(tall.values());
      double[] e = doubles(experts.values());
      double[][] momenta = {new double[768], new double[768], new double[1536]};
      for (int step = 1; step <= 3; step++) {
        for (Parameter parameter : all) {
          float[] g = gaussian(parameter.size());
          System.arraycopy(g, 0, parameter.gradient(), 0, g.length);
        }
        naiveMuon(w, wide.gradient(), momenta[0], 0, 16, 48);
        naiveMuon(t, tall.gradient(), momenta[1], 0, 48, 16);
        naiveMuon(e, experts.gradient(), momenta[2], 0, 16, 48);
        naiveMuon(e, experts.gradient(), momenta[2], 768, 16, 48);
        muon.step(step, RATE, 1);
      }
      assertClose(wide.values(), w, 1e-4);
      assertClose(tall.values(), t, 1e-4);
      assertClose(experts.values(), e, 1e-4);
    }
  }

  private static void naiveMuon(
      double[] p, float[] g, double[] momentum, int from, int rows, int columns) {
    double[][] x = new double[rows][columns];
    double norm = 0;
    for (int i = 0; i < rows * columns; i++) {
      double gradient = g[from + i];
      momentum[from + i] = 0.95 * momentum[from + i] + 0.05 * gradient;
      double update = 0.05 * gradient + 0.95 * momentum[from + i];
      x[i / columns][i % columns] = update;
      norm += update * update;
    }
    for (double[] row : x) {
      for (int c = 0; c < columns; c++) {
        row[c] /= Math.sqrt(norm);
      }
    }
    boolean tall = rows > columns;
    x = tall ? transposed(x) : x;
    for (int step = 0; step < 5; step++) {
      double[][] a = times(x, transposed(x));
      double[][] b = plus(-4.7750, a, 2.0315, times(a, a));
      x = plus(3.4445, x, 1, times(b, x));
    }
    x = tall ? transposed(x) : x;
    double length = RATE * 0.2 * Math.sqrt(Math.max(rows, columns));
    for (int i = 0; i < rows * columns; i++) {
      p[from + i] -= RATE * 0.1 * p[from + i];
      p[from + i] -= length * x[i / columns][i % columns];
    }
  }

  private static double[][] times(double[][] a, double[][] b) {
    double[][] c = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b[0].length; j++) {
        for (int k = 0; k < b.length; k++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  private static double[][] plus(double s, double[][] a, double t, double[][] b) {
    double[][] c = new double[a.length][a[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        c[i][j] = s * a[i][j] + t * b[i][j];
      }
    }
    return c;
  }

  private static double[][] transposed(double[][] a) {
    double[][] t = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        t[j][i] = a[i][j];
      }
    }
    return t;
  }

  private void assertClose(float[] actual, double[] expected, double tolerance) {
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i])
          .as("seed %d, value %d", seed, i)
          .isCloseTo(expected[i], within(tolerance));
    }
  }

  @Test
  void threadsDoNotChangeABit() {
    Parameter one = parameter("blk.0.attn_q.weight", 128, 256);
    Parameter two = new Parameter("blk.0.attn_q.weight", new long[] {128, 256}, arena);
    two.set(one.values());
    System.arraycopy(gaussian(one.size()), 0, one.gradient(), 0, one.size());
    System.arraycopy(one.gradient(), 0, two.gradient(), 0, one.size());
    try (Team alone = new Team(1);
        Team team = new Team(3)) {
      Clipping clipping = new Clipping(List.of(one), 1, alone);
      assertThat(new Clipping(List.of(two), 1, team).norm()).isEqualTo(clipping.norm());
      assertThat(clipping.norm() * clipping.scale(clipping.norm())).isCloseTo(1, within(1e-6));
      new Muon(List.of(one), OPTIONS, arena, alone).step(1, RATE, 1);
      new Muon(List.of(two), OPTIONS, arena, team).step(1, RATE, 1);
      assertThat(two.values()).isEqualTo(one.values());
      new AdamW(List.of(one), OPTIONS, arena, alone).step(1, RATE, 1);
      new AdamW(List.of(two), OPTIONS, arena, team).step(1, RATE, 1);
      assertThat(two.values()).isEqualTo(one.values());
    }
  }

  @Test
  void schedulesRiseAndFall() {
    for (Schedule.Kind kind : Schedule.Kind.values()) {
      Schedule schedule = new Schedule(kind, 2, 10, 110);
      assertThat(schedule.at(1)).as("%s", kind).isEqualTo(0.2);
      assertThat(schedule.at(10)).as("%s", kind).isEqualTo(2);
      assertThat(schedule.at(11)).as("%s", kind).isEqualTo(2);
      for (int step = 11; step < 110; step++) {
        assertThat(schedule.at(step + 1)).as("%s", kind).isBetween(0d, schedule.at(step));
      }
    }
    assertThat(new Schedule(Schedule.Kind.COSINE, 2, 10, 110).at(61)).isCloseTo(1, within(1e-9));
    assertThat(new Schedule(Schedule.Kind.LINEAR, 2, 0, 100).at(76)).isCloseTo(0.5, within(1e-9));
    assertThat(new Schedule(Schedule.Kind.WSD, 2, 0, 100).at(80)).isEqualTo(2);
    assertThat(new Schedule(Schedule.Kind.WSD, 2, 0, 100).at(86)).isCloseTo(1, within(1e-9));
    assertThat(new Schedule(Schedule.Kind.CONSTANT, 2, 0, 1).at(1)).isEqualTo(2);
  }
}
