package dev.bantam.layer;

import dev.bantam.kernel.KvLayout;
import dev.bantam.kernel.VectorOps;
import java.util.Arrays;

/**
 * What some positions give one query: with the largest score m and weights w = exp(score - m), the
 * weighted sum of the values [width], then m, then the sum of the weights. It is a slice of a float
 * array.
 */
final class Partial {
  private Partial() {}

  /** Numbers from one to the next: a whole number of vectors. */
  static int size(KvLayout layout) {
    return layout.width() + 16;
  }

  /** No positions. */
  static void clear(float[] partial, int at, int width) {
    Arrays.fill(partial, at, at + width, 0);
    partial[at + width] = Float.NEGATIVE_INFINITY;
    partial[at + width + 1] = 0;
  }

  /** Turns {@code n} scores into weights, and notes their maximum and sum. */
  static void weigh(
      float[] scores, int from, int n, float[] sums, float[] partial, int at, int width) {
    float max = VectorOps.max(scores, from, n);
    partial[at + width] = max;
    partial[at + width + 1] = VectorOps.expSum(scores, from, n, max, sums);
  }

  /** Adds {@code more} to {@code sum}. */
  static void add(float[] more, int from, float[] sum, int at, int width) {
    float m = more[from + width];
    if (m == Float.NEGATIVE_INFINITY) {
      return;
    }
    float max = Math.max(m, sum[at + width]);
    float keep = VectorOps.exp(sum[at + width] - max);
    float weight = VectorOps.exp(m - max);
    VectorOps.blend(keep, weight, more, from, sum, at, width);
    sum[at + width] = max;
    sum[at + width + 1] = keep * sum[at + width + 1] + weight * more[from + width + 1];
  }

  /** Adds a score that stands for no value. */
  static void addScore(float score, float[] sum, int at, int width) {
    float max = Math.max(score, sum[at + width]);
    float keep = VectorOps.exp(sum[at + width] - max);
    VectorOps.scale(keep, sum, at, width);
    sum[at + width] = max;
    sum[at + width + 1] = keep * sum[at + width + 1] + VectorOps.exp(score - max);
  }

  /** The weighted mean of the values; zero if there were none. */
  static void finish(float[] sum, int at, int width, float[] out, int to, int n) {
    float total = sum[at + width + 1];
    VectorOps.scaled(total == 0 ? 0 : 1 / total, sum, at, out, to, n);
  }
}
