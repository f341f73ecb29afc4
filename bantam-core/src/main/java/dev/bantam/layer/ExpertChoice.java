package dev.bantam.layer;

import dev.bantam.layer.MixtureOfExperts.Gating;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a router's logits become the weights of a row's experts.
 *
 * @param chosen experts per row
 * @param normalise whether the chosen weights are made to sum to 1
 * @param scale factor of the weights
 * @param bias [experts] added to the weights for choosing only, or null
 */
record ExpertChoice(
    Gating gating, int chosen, boolean normalise, float scale, float @Nullable [] bias) {

  /** Turns the logits w[at .. at + n) into weights; zero for experts that are not chosen. */
  void weigh(float[] w, int at, int n) {
    boolean[] taken = new boolean[n];
    if (gating == Gating.SOFTMAX_OF_CHOSEN) {
      choose(w, at, taken);
      softmax(w, at, taken);
      return;
    }
    shares(w, at, n);
    choose(w, at, taken);
    float sum = 0;
    for (int e = 0; e < n; e++) {
      sum += taken[e] ? w[at + e] : 0;
    }
    for (int e = 0; e < n; e++) {
      w[at + e] = taken[e] ? scale * (normalise ? w[at + e] / sum : w[at + e]) : 0;
    }
  }

  /** Turns logits into what is chosen by, where that is not the logits. */
  private void shares(float[] w, int at, int n) {
    if (gating == Gating.SOFTMAX) {
      boolean[] all = new boolean[n];
      Arrays.fill(all, true);
      softmax(w, at, all);
    } else {
      for (int e = 0; e < n; e++) {
        w[at + e] = sigmoid(w[at + e]);
      }
    }
  }

  /**
   * Takes derivatives by a row's weights back to its logits. Which experts are chosen is a constant
   * of the step.
   *
   * @param logits before {@link #weigh}
   * @param weights after it
   * @param dWeights by the weights that are not zero
   * @param dLogits added to
   */
  void back(float[] logits, float[] weights, float[] dWeights, int at, int n, float[] dLogits) {
    if (gating == Gating.SOFTMAX_OF_CHOSEN) {
      float[] w = Arrays.copyOfRange(weights, at, at + n);
      softmaxBack(w, Arrays.copyOfRange(dWeights, at, at + n), dLogits, at);
      return;
    }
    float[] p = Arrays.copyOfRange(logits, at, at + n);
    shares(p, 0, n);
    float[] dp = new float[n];
    double sum = 0;
    double mean = 0;
    for (int e = 0; e < n; e++) {
      sum += weights[at + e] != 0 ? p[e] : 0;
      mean += weights[at + e] * dWeights[at + e] / scale;
    }
    for (int e = 0; e < n; e++) {
      if (weights[at + e] != 0) {
        double d = dWeights[at + e];
        dp[e] = (float) (scale * (normalise ? (d - mean) / sum : d));
      }
    }
    if (gating == Gating.SOFTMAX) {
      softmaxBack(p, dp, dLogits, at);
    } else {
      for (int e = 0; e < n; e++) {
        dLogits[at + e] += dp[e] * p[e] * (1 - p[e]);
      }
    }
  }

  private static void softmaxBack(float[] p, float[] dp, float[] dLogits, int at) {
    double mean = 0;
    for (int e = 0; e < p.length; e++) {
      mean += (double) p[e] * dp[e];
    }
    for (int e = 0; e < p.length; e++) {
      dLogits[at + e] += (float) (p[e] * (dp[e] - mean));
    }
  }

  private void choose(float[] w, int at, boolean[] taken) {
    for (int k = 0; k < chosen; k++) {
      int best = -1;
      for (int e = 0; e < taken.length; e++) {
        if (!taken[e] && (best < 0 || worth(w, at, e) > worth(w, at, best))) {
          best = e;
        }
      }
      taken[best] = true;
    }
  }

  private float worth(float[] w, int at, int e) {
    return bias == null ? w[at + e] : w[at + e] + bias[e];
  }

  private static void softmax(float[] w, int at, boolean[] among) {
    float max = Float.NEGATIVE_INFINITY;
    for (int e = 0; e < among.length; e++) {
      max = among[e] ? Math.max(max, w[at + e]) : max;
    }
    float sum = 0;
    for (int e = 0; e < among.length; e++) {
      w[at + e] = among[e] ? (float) Math.exp(w[at + e] - max) : 0;
      sum += w[at + e];
    }
    for (int e = 0; e < among.length; e++) {
      w[at + e] /= sum;
    }
  }

  static float sigmoid(float x) {
    return (float) (1 / (1 + Math.exp(-x)));
  }
}
