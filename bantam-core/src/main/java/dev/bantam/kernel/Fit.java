package dev.bantam.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Searches for the scale (and minimum) with which a group of values is best written in small
 * integers: least squares with weights, as ggml-quants.c does it. The order of the float operations
 * is ggml's, since encoded bytes are to be the same.
 */
final class Fit {
  /** A group whose values are all smaller than this counts as zero. */
  static final float ZERO = 1e-15f;

  /** x = scale q - minimum. */
  record Line(float scale, float minimum) {}

  private Fit() {}

  /** Rounds to the nearest integer, ties to even, for |x| below 2^22. */
  static int nearest(float x) {
    return (Float.floatToRawIntBits(x + 12582912f) & 0x7FFFFF) - 0x400000;
  }

  /** Rounds to the nearest integer, ties away from zero. */
  static int round(float x) {
    return (int) (x + Math.copySign(0.5, x));
  }

  static float sqrt(float x) {
    return (float) Math.sqrt(x);
  }

  /** {@code nearest(x)} brought into [low, high]. */
  static int level(float x, int low, int high) {
    return Math.max(low, Math.min(high, nearest(x)));
  }

  /** The value that is largest in magnitude (the first of them), with its sign. */
  static float extreme(float[] x, int at, int n) {
    float max = 0;
    float magnitude = 0;
    for (int i = at; i < at + n; i++) {
      if (Math.abs(x[i]) > magnitude) {
        magnitude = Math.abs(x[i]);
        max = x[i];
      }
    }
    return max;
  }

  /**
   * Finds levels q in -half .. half - 1 with x = scale q (make_qx_quants).
   *
   * @param x holds {@code n} values from index {@code at}
   * @param weights holds {@code n} weights from index {@code weightsAt}; null: the squares of the
   *     values
   * @param levels receives q + half from index {@code levelsAt}
   * @return the scale
   */
  static float symmetric(
      int n,
      int half,
      float[] x,
      int at,
      float @Nullable [] weights,
      int weightsAt,
      int[] levels,
      int levelsAt) {
    float max = extreme(x, at, n);
    if (Math.abs(max) < ZERO) {
      Arrays.fill(levels, levelsAt, levelsAt + n, 0);
      return 0;
    }
    float scale = 0;
    float best = 0;
    for (int step = 0; step < 19; step++) {
      // First the scale that maps the extreme to -half, then others around it.
      int shift = step == 0 ? 0 : step <= 9 ? step - 10 : step - 9;
      float inverse = step == 0 ? -half / max : -(half + 0.1f * shift) / max;
      float sumLx = 0;
      float sumL2 = 0;
      for (int i = 0; i < n; i++) {
        float v = x[at + i];
        int l = level(inverse * v, -half, half - 1);
        float w = weights == null ? v * v : weights[weightsAt + i];
        sumLx += w * v * l;
        sumL2 += w * l * l;
      }
      if (step == 0 || (sumL2 > 0 && sumLx * sumLx > best * sumL2)) {
        for (int i = 0; i < n; i++) {
          levels[levelsAt + i] = half + level(inverse * x[at + i], -half, half - 1);
        }
        scale = sumL2 != 0 ? sumLx / sumL2 : 0;
        best = scale * sumLx;
      }
    }
    return scale;
  }

  /**
   * Finds levels q in 0 .. top with x = scale q - minimum, minimum not negative (make_qkx2_quants
   * and make_qkx3_quants).
   *
   * @param weights [n]
   * @param first the search tries scales that map the range to top + first, top + first + step, ...
   * @param absolute whether errors count by their absolute value instead of their square
   */
  static Line affine(
      int n,
      int top,
      float[] x,
      int at,
      float[] weights,
      int[] levels,
      int levelsAt,
      float first,
      float step,
      int steps,
      boolean absolute) {
    float min = x[at];
    float max = x[at];
    float sumW = weights[0];
    float sumX = sumW * x[at];
    for (int i = 1; i < n; i++) {
      min = x[at + i] < min ? x[at + i] : min;
      max = x[at + i] > max ? x[at + i] : max;
      sumW += weights[i];
      sumX += weights[i] * x[at + i];
    }
    min = min > 0 ? 0 : min;
    if (max == min) {
      Arrays.fill(levels, levelsAt, levelsAt + n, 0);
      return new Line(0, -min);
    }
    float range = max - min;
    int[] trial = new int[n];
    levels(n, top, x, at, top / range, min, trial);
    float scale = 1 / (top / range);
    float best = error(n, x, at, weights, trial, scale, min, absolute);
    System.arraycopy(trial, 0, levels, levelsAt, n);
    for (int s = 0; s <= steps; s++) {
      // The minimum is the best one so far, and the range begins there.
      levels(n, top, x, at, (first + step * s + top) / (max - min), min, trial);
      float sumL = 0;
      float sumL2 = 0;
      float sumXl = 0;
      for (int i = 0; i < n; i++) {
        float w = weights[i];
        int l = trial[i];
        sumL += w * l;
        sumL2 += w * l * l;
        sumXl += w * l * x[at + i];
      }
      float determinant = sumW * sumL2 - sumL * sumL;
      if (determinant > 0) {
        float trialScale = (sumW * sumXl - sumX * sumL) / determinant;
        float trialMin = (sumL2 * sumX - sumL * sumXl) / determinant;
        if (trialMin > 0) {
          trialMin = 0;
          trialScale = sumXl / sumL2;
        }
        float trialError = error(n, x, at, weights, trial, trialScale, trialMin, absolute);
        if (trialError < best) {
          System.arraycopy(trial, 0, levels, levelsAt, n);
          best = trialError;
          scale = trialScale;
          min = trialMin;
        }
      }
    }
    return new Line(scale, -min);
  }

  private static void levels(
      int n, int top, float[] x, int at, float inverse, float min, int[] levels) {
    for (int i = 0; i < n; i++) {
      levels[i] = level(inverse * (x[at + i] - min), 0, top);
    }
  }

  private static float error(
      int n,
      float[] x,
      int at,
      float[] weights,
      int[] levels,
      float scale,
      float min,
      boolean absolute) {
    float error = 0;
    for (int i = 0; i < n; i++) {
      float difference = scale * levels[i] + min - x[at + i];
      error += weights[i] * (absolute ? Math.abs(difference) : difference * difference);
    }
    return error;
  }

  /**
   * Finds levels q in 0 .. top with x = scale q for values that are mostly positive
   * (make_qp_quants). Levels are kept in unsigned bytes, as in ggml: a negative one reads as a
   * large one.
   *
   * @param weights [n]
   * @param levels receives q from index 0
   * @return the scale
   */
  static float positive(int n, int top, float[] x, float[] weights, int[] levels) {
    float max = 0;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, x[i]);
    }
    if (max < ZERO) {
      Arrays.fill(levels, 0, n, 0);
      return 0;
    }
    float inverse = bestInverse(n, top, x, weights, max);
    float sumLx = 0;
    float sumL2 = 0;
    for (int i = 0; i < n; i++) {
      int l = Math.min(top, nearest(inverse * x[i]));
      levels[i] = l & 0xFF;
      sumLx += weights[i] * x[i] * l;
      sumL2 += weights[i] * l * l;
    }
    for (int round = 0; round < 5; round++) {
      boolean changed = false;
      for (int i = 0; i < n; i++) {
        float w = weights[i];
        int old = levels[i];
        float lx = sumLx - w * x[i] * old;
        float l2 = sumL2 - w * old * old;
        if (lx > 0 && l2 > 0) {
          int l = Math.min(top, nearest(x[i] * l2 / lx));
          if (l != old) {
            lx += w * x[i] * l;
            l2 += w * l * l;
            if (lx * lx * sumL2 > sumLx * sumLx * l2) {
              levels[i] = l & 0xFF;
              sumLx = lx;
              sumL2 = l2;
              changed = true;
            }
          }
        }
      }
      if (!changed) {
        break;
      }
    }
    return sumL2 > 0 ? sumLx / sumL2 : 0;
  }

  private static float bestInverse(int n, int top, float[] x, float[] weights, float max) {
    float best = Float.POSITIVE_INFINITY;
    float bestInverse = top / max;
    for (int step = 0; step < 9; step++) {
      int shift = step == 0 ? 0 : step <= 4 ? step - 5 : step - 4;
      float inverse = step == 0 ? bestInverse : (0.1f * shift + top) / max;
      float scale = 1 / inverse;
      float error = 0;
      for (int i = 0; i < n; i++) {
        int l = nearest(inverse * x[i]);
        float difference = x[i] - scale * (step == 0 ? l & 0xFF : Math.min(top, l));
        error += weights[i] * difference * difference;
      }
      if (error < best) {
        best = error;
        bestInverse = inverse;
      }
    }
    return bestInverse;
  }
}
