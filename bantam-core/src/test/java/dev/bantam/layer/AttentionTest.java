package dev.bantam.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bantam.kernel.Team;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AttentionTest {
  private static final int CASES = 150;

  @Test
  void equalsTheTextbook() {
    try (Team team = new Team(2)) {
      for (long seed = 0; seed < CASES; seed++) {
        AttentionCase attention = new AttentionCase(seed);
        float[] y = attention.run(0, attention.rows(), team);
        int d = y.length / attention.rows();
        for (int r = 0; r < attention.rows(); r += 1 + attention.rows() / 5) {
          double[] expected = attention.expected(r);
          for (int i = 0; i < d; i++) {
            assertThat((double) y[r * d + i])
                .as("%s, row %d, number %d", attention, r, i)
                .isCloseTo(expected[i], within(2e-5));
          }
        }
      }
    }
  }

  /** Nor does it matter how many threads work. */
  @Test
  void aRowDoesNotDependOnOthers() {
    try (Team three = new Team(3);
        Team one = new Team(1)) {
      for (long seed = 0; seed < CASES; seed++) {
        AttentionCase attention = new AttentionCase(seed);
        int n = attention.rows();
        float[] together = attention.run(0, n, one);
        assertThat(attention.run(0, n, three)).as("%s", attention).isEqualTo(together);
        int d = together.length / n;
        for (int r = 0; r < n; r += 1 + n / 7) {
          assertThat(attention.run(r, r + 1, three))
              .as("%s, row %d", attention, r)
              .isEqualTo(Arrays.copyOfRange(together, r * d, (r + 1) * d));
        }
        assertThat(attention.run(n / 2, n, one))
            .as("%s, second half", attention)
            .isEqualTo(Arrays.copyOfRange(together, n / 2 * d, n * d));
      }
    }
  }
}
