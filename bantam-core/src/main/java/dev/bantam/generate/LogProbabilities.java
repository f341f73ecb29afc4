package dev.bantam.generate;

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
    float max = Float.NEGATIVE_INFINITY;
    for (int i = at; i < at + n; i++) {
      max = Math.max(max, logits[i]);
    }
    double sum = 0;
    for (int i = at; i < at + n; i++) {
      sum += Math.exp(logits[i] - max);
    }
    logSum = max + Math.log(sum);
  }

  float of(int token) {
    return (float) (logits[at + token] - logSum);
  }

  /** The most likely token; the first of equals. */
  int best() {
    int best = 0;
    for (int i = 1; i < n; i++) {
      best = logits[at + i] > logits[at + best] ? i : best;
    }
    return best;
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
