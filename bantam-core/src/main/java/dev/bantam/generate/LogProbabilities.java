package dev.bantam.generate;

import dev.bantam.kernel.VectorOps;
import dev.bantam.layer.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The log-probabilities (natural, softmax at temperature 1) of one row of logits. */
final class LogProbabilities {
  private final float[] logits;
  private final int at;
  private final int n;
  private final double logSum;

  /** Valid as long as {@code rows} is. */
  LogProbabilities(Rows rows, int row) {
    logits = rows.value();
    n = rows.d();
    at = row * n;
    float max = VectorOps.max(logits, at, n);
    logSum = max + Math.log(VectorOps.sumOfExp(logits, at, n, max));
  }

  float of(int token) {
    return (float) (logits[at + token] - logSum);
  }

  /** The most likely token; the first of equals. */
  int best() {
    return Math.max(0, VectorOps.indexOfMax(logits, at, n));
  }

  /** The {@code count} most likely tokens, best first; of equals the lower id first. */
  List<TokenScore> top(int count) {
    int k = Math.min(count, n);
    int[] best = new int[k];
    int size = 0;
    for (int i = 0; i < n && k > 0; i++) {
      if (size == k && logits[at + i] <= logits[at + best[k - 1]]) {
        continue;
      }
      int to = size < k ? size++ : k - 1;
      while (to > 0 && logits[at + best[to - 1]] < logits[at + i]) {
        best[to] = best[to - 1];
        to--;
      }
      best[to] = i;
    }
    List<TokenScore> top = new ArrayList<>(k);
    Arrays.stream(best).forEach(token -> top.add(new TokenScore(token, of(token))));
    return top;
  }
}
