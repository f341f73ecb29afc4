package dev.bantam.train;

import dev.bantam.kernel.VectorOps;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import dev.bantam.layer.Tape;
import dev.bantam.model.Model;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What each row's prediction costs: the cross entropy -log p(target). Logits are made for some rows
 * at a time and taken back at once, so that they never are in memory for all.
 */
public final class TokenLosses {
  /** Rows whose logits are in memory together. */
  private static final int ROWS = 128;

  private final Model model;

  public TokenLosses(Model model) {
    this.model = model;
  }

  /**
   * The costs of predictions.
   *
   * @param hidden [n, width]
   * @param targets [n] token ids, or negative for none
   * @return [n] nats; 0 where there is no target
   */
  public double[] of(Rows hidden, int[] targets, Pass pass) {
    return run(hidden, targets, new float[0], pass, null);
  }

  /**
   * The costs, and the derivatives of a weighted sum of them.
   *
   * @param scales [n] how much each row's cost weighs; the derivatives are added to those of {@code
   *     hidden} in the pass's tape, and to those of the head's weights
   */
  public double[] learn(Rows hidden, int[] targets, float[] scales, Pass pass, Tape tape) {
    return run(hidden, targets, scales, pass, tape);
  }

  private double[] run(Rows hidden, int[] targets, float[] scales, Pass pass, @Nullable Tape tape) {
    double[] costs = new double[hidden.n()];
    int[] rows = IntStream.range(0, hidden.n()).filter(r -> targets[r] >= 0).toArray();
    for (int from = 0; from < rows.length; from += ROWS) {
      int first = from;
      int n = Math.min(ROWS, rows.length - from);
      try (Pass.Scope _ = pass.buffers()) {
        Rows some = pass.rows(n, hidden.d());
        for (int i = 0; i < n; i++) {
          System.arraycopy(
              hidden.value(), rows[first + i] * hidden.d(), some.value(), i * some.d(), some.d());
        }
        Tape own = tape == null ? null : tape.fresh();
        if (own != null) {
          own.follow(some);
        }
        Rows logits = model.logits(some, pass.withTape(own));
        float[] derivatives = own == null ? pass.rows(n, logits.d()).value() : own.gradient(logits);
        pass.team()
            .run(
                n,
                i -> {
                  int row = rows[first + i];
                  float scale = own == null ? 0 : scales[row];
                  costs[row] = cost(logits, i, targets[row], scale, derivatives);
                });
        if (own != null && tape != null) {
          own.backward();
          for (int i = 0; i < n; i++) {
            VectorOps.add(
                own.gradient(some),
                i * some.d(),
                tape.gradient(hidden),
                rows[first + i] * hidden.d(),
                some.d());
          }
          own.clear();
        }
      }
    }
    return costs;
  }

  /** -log softmax of the target, and scale times its derivatives: p - 1 at the target, else p. */
  private static double cost(Rows logits, int i, int target, float scale, float[] derivatives) {
    int d = logits.d();
    int at = i * d;
    float max = VectorOps.max(logits.value(), at, d);
    System.arraycopy(logits.value(), at, derivatives, at, d);
    float sum = VectorOps.expSum(derivatives, at, d, max, new float[16]);
    VectorOps.scale(scale / sum, derivatives, at, d);
    derivatives[at + target] -= scale;
    return Math.log(sum) + max - logits.value()[at + target];
  }
}
