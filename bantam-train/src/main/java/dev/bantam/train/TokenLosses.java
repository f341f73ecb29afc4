package dev.bantam.train;

import dev.bantam.kernel.VectorOps;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import dev.bantam.layer.Tape;
import dev.bantam.model.Model;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What each row's prediction costs. Logits are made for some rows at a time and taken back at once,
 * so that they never are in memory for all.
 */
public final class TokenLosses {
  /** Rows whose logits are in memory together. */
  private static final int ROWS = 128;

  /** The cost of some rows' predictions. */
  @FunctionalInterface
  interface RowLoss {
    /**
     * The cost of one row.
     *
     * @param i index among the rows of {@code logits}
     * @param scale what the derivatives are multiplied by
     * @param derivatives receives those by the row's logits, at the same indices as they
     */
    double cost(Rows logits, int i, float scale, float[] derivatives);
  }

  /** Says how some rows' predictions are judged. */
  @FunctionalInterface
  interface Judge {
    /**
     * The judgement of some rows.
     *
     * @param rows of the batch, whose logits come next
     * @param pass whose buffers live as long as these logits
     */
    RowLoss of(int[] rows, Pass pass);
  }

  private final Model model;

  public TokenLosses(Model model) {
    this.model = model;
  }

  /**
   * The cross entropies -log p(target).
   *
   * @param hidden [n, width]
   * @param targets [n] token ids, or negative for none
   * @return [n] nats; 0 where there is no target
   */
  public double[] of(Rows hidden, int[] targets, Pass pass) {
    return judge(hidden, targets, new float[0], crossEntropy(targets), pass, null);
  }

  /**
   * The cross entropies, and the derivatives of a weighted sum of them.
   *
   * @param scales [n] how much each row's cost weighs; the derivatives are added to those of {@code
   *     hidden} in the tape, and to those of the head's weights
   */
  public double[] learn(Rows hidden, int[] targets, float[] scales, Pass pass, Tape tape) {
    return judge(hidden, targets, scales, crossEntropy(targets), pass, tape);
  }

  private static Judge crossEntropy(int[] targets) {
    return (rows, pass) ->
        (logits, i, scale, derivatives) ->
            crossEntropy(logits, i, targets[rows[i]], scale, derivatives);
  }

  /** -log softmax of the target, and scale times its derivatives: p - 1 at the target, else p. */
  static double crossEntropy(Rows logits, int i, int target, float scale, float[] derivatives) {
    int d = logits.d();
    int at = i * d;
    float max = VectorOps.max(logits.value(), at, d);
    System.arraycopy(logits.value(), at, derivatives, at, d);
    float sum = VectorOps.expSum(derivatives, at, d, max, new float[16]);
    VectorOps.scale(scale / sum, derivatives, at, d);
    derivatives[at + target] -= scale;
    return Math.log(sum) + max - logits.value()[at + target];
  }

  /**
   * The costs of the rows that have a target.
   *
   * @param tape takes the derivatives, or null for none
   * @return [n]; 0 where there is no target
   */
  double[] judge(
      Rows hidden, int[] targets, float[] scales, Judge judge, Pass pass, @Nullable Tape tape) {
    double[] costs = new double[hidden.n()];
    int[] rows = IntStream.range(0, hidden.n()).filter(r -> targets[r] >= 0).toArray();
    for (int from = 0; from < rows.length; from += ROWS) {
      int[] some = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + ROWS));
      try (Pass.Scope _ = pass.buffers()) {
        judgeSome(hidden, some, scales, judge, pass, tape, costs);
      }
    }
    return costs;
  }

  private void judgeSome(
      Rows hidden,
      int[] rows,
      float[] scales,
      Judge judge,
      Pass pass,
      @Nullable Tape tape,
      double[] costs) {
    int n = rows.length;
    int d = hidden.d();
    Rows some = pass.rows(n, d);
    for (int i = 0; i < n; i++) {
      System.arraycopy(hidden.value(), rows[i] * d, some.value(), i * d, d);
    }
    RowLoss loss = judge.of(rows, pass.withTape(null));
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
              float scale = own == null ? 0 : scales[rows[i]];
              costs[rows[i]] = loss.cost(logits, i, scale, derivatives);
            });
    if (own != null && tape != null) {
      own.backward();
      for (int i = 0; i < n; i++) {
        VectorOps.add(own.gradient(some), i * d, tape.gradient(hidden), rows[i] * d, d);
      }
      own.clear();
    }
  }
}
