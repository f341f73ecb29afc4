package dev.bantam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The derivatives of losses of pairs against central differences. */
class PairObjectiveTest {
  private static final double STEP = 1e-5;

  @Test
  void derivativesAreThoseOfDifferences() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 100; i++) {
      double[] p = random.doubles(4, -40, -1).toArray();
      int n = random.nextInt(1, 20);
      int m = random.nextInt(1, 20);
      for (PairObjective objective :
          List.of(new PairObjective.Dpo(0.1), new PairObjective.Orpo(0.5))) {
        PairObjective.Outcome outcome = objective.of(pair(p, 0, 0, n, m));
        assertThat(outcome.byChosen())
            .as("seed %d, %s", seed, objective)
            .isCloseTo(slope(objective, p, STEP, 0, n, m), within(1e-5));
        assertThat(outcome.byRejected())
            .as("seed %d, %s", seed, objective)
            .isCloseTo(slope(objective, p, 0, STEP, n, m), within(1e-5));
      }
    }
  }

  private static double slope(
      PairObjective objective, double[] p, double chosen, double rejected, int n, int m) {
    double after = objective.of(pair(p, chosen, rejected, n, m)).loss();
    double before = objective.of(pair(p, -chosen, -rejected, n, m)).loss();
    return (after - before) / (2 * STEP);
  }

  private static PairObjective.Pair pair(double[] p, double chosen, double rejected, int n, int m) {
    return new PairObjective.Pair(p[0] + chosen, p[1] + rejected, p[2], p[3], n, m);
  }
}
