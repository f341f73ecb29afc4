package dev.bantam.kernel;

import java.util.Arrays;

/**
 * Writes the 256 values of a block as signs, points of a codebook and a scale for each group: the
 * search that the IQ2 and IQ3 types share.
 */
final class CodebookFit {
  /** Which groups choose their points again once the scale is found. */
  enum Refine {
    /** Those that had to take a neighbouring point. */
    MISSED,
    /** All, if any had to. */
    ALL_IF_ANY_MISSED,
    /** All. */
    ALL
  }

  /** What a block is written with. */
  static final class Result {
    /** The point of each four or eight values. */
    final int[] points;

    /** The sign bits of each eight values. */
    final int[] signs = new int[32];

    /** The scale of each group, in 0..15: (2 s + 1) d. */
    final int[] scales;

    /** The scale of the scales; zero where the whole block is. */
    float d;

    Result(int points, int groups) {
      this.points = new int[points];
      this.scales = new int[groups];
    }
  }

  private final CodebookSearch search;
  private final int group;
  private final boolean evenSigns;
  private final float zero;
  private final int trials;
  private final float step;
  private final Refine refine;

  /** 2 level + 1: what the levels stand for while a scale is sought. */
  private final float[] odd;

  /**
   * @param group values that share a scale
   * @param evenSigns whether each eight must have an even number of minus signs; where it has not,
   *     the value that matters least changes its sign
   * @param zero a group whose values are all below counts as zero
   * @param trials how many scales are tried on either side of the first
   * @param step distance of these scales, in levels
   */
  CodebookFit(
      CodebookSearch search,
      int group,
      boolean evenSigns,
      float zero,
      int trials,
      float step,
      Refine refine) {
    this.search = search;
    this.group = group;
    this.evenSigns = evenSigns;
    this.zero = zero;
    this.trials = trials;
    this.step = step;
    this.refine = refine;
    this.odd = new float[search.base];
    for (int level = 0; level < odd.length; level++) {
      odd[level] = 2 * level + 1;
    }
  }

  /**
   * Fits a block.
   *
   * @param weights [256], how much each value's error weighs
   */
  Result fit(Row row, int j, float[] weights) {
    int perGroup = group / search.book.dimensions;
    Result result = new Result(256 / search.book.dimensions, 256 / group);
    float[] scales = new float[256 / group];
    float max = 0;
    for (int g = 0; g < scales.length; g++) {
      float[] w = Arrays.copyOfRange(weights, g * group, (g + 1) * group);
      float[] x = new float[group];
      int[] signs = new int[group / 8];
      takeSigns(row, j + g * group, w, x, signs);
      int[] points = new int[perGroup];
      scales[g] = fitGroup(x, w, points);
      if (scales[g] == 0) {
        continue;
      }
      int flip = scales[g] < 0 ? 255 : 0;
      scales[g] = Math.abs(scales[g]);
      for (int e = 0; e < signs.length; e++) {
        result.signs[g * signs.length + e] = signs[e] ^ flip;
      }
      System.arraycopy(points, 0, result.points, g * perGroup, perGroup);
      max = Math.max(max, scales[g]);
    }
    if (max > 0) {
      result.d = max / 31;
      float inverse = 1 / result.d;
      for (int g = 0; g < scales.length; g++) {
        result.scales[g] = Fit.level(0.5f * (inverse * scales[g] - 1), 0, 15);
      }
    }
    return result;
  }

  /** Splits columns [j, j + group) into magnitudes and signs. */
  private void takeSigns(Row row, int j, float[] w, float[] x, int[] signs) {
    for (int l = 0; l < group; l++) {
      float v = row.x[row.at + j + l];
      x[l] = v >= 0 ? v : -v;
      signs[l >> 3] |= v >= 0 ? 0 : 1 << (l & 7);
    }
    for (int e = 0; evenSigns && e < signs.length; e++) {
      if ((Integer.bitCount(signs[e]) & 1) == 0) {
        continue;
      }
      int least = 8 * e;
      for (int l = 8 * e + 1; l < 8 * e + 8; l++) {
        if (w[l] * x[l] * x[l] < w[least] * x[least] * x[least]) {
          least = l;
        }
      }
      x[least] = -x[least];
      signs[e] ^= 1 << (least & 7);
    }
  }

  /** Chooses points for a group of magnitudes; returns the scale, zero if the group is. */
  private float fitGroup(float[] x, float[] w, int[] points) {
    float max = x[0];
    for (float v : x) {
      max = Math.max(max, v);
    }
    if (max < zero || max == 0) {
      return 0;
    }
    int top = 2 * search.base - 1;
    float scale = max / top;
    if (refine == Refine.ALL) {
      scale = Fit.positive(group, search.base + 1, x, w, new int[group]);
      max = scale * search.base;
      if (max <= 0) {
        return 0;
      }
    }
    float[] roots = new float[group];
    for (int l = 0; l < group; l++) {
      roots[l] = Fit.sqrt(w[l]);
    }
    boolean[] missed = new boolean[points.length];
    Arrays.fill(missed, refine == Refine.ALL_IF_ANY_MISSED);
    float best = 0;
    for (int trial = -trials; trial <= trials; trial++) {
      float inverse = (top + trial * step) / max;
      int[] trialPoints = new int[points.length];
      boolean[] trialMissed = new boolean[points.length];
      for (int k = 0; k < points.length; k++) {
        trialPoints[k] = choose(k, x, roots, inverse, 1 / inverse, trialMissed);
      }
      float qx = productSum(x, w, trialPoints);
      float q2 = squareSum(w, trialPoints);
      if (q2 > 0 && qx * qx > best * q2) {
        scale = qx / q2;
        best = scale * qx;
        System.arraycopy(trialPoints, 0, points, 0, points.length);
        System.arraycopy(trialMissed, 0, missed, 0, missed.length);
      }
    }
    return refined(scale, x, w, roots, points, missed);
  }

  private float refined(
      float scale, float[] x, float[] w, float[] roots, int[] points, boolean[] missed) {
    boolean any = refine == Refine.ALL;
    for (boolean m : missed) {
      any |= m;
    }
    if (!any || scale <= 0) {
      return scale;
    }
    for (int k = 0; k < points.length; k++) {
      if (missed[k] || refine != Refine.MISSED) {
        points[k] = choose(k, x, roots, 1 / scale, scale, missed);
      }
    }
    float q2 = squareSum(w, points);
    return q2 > 0 ? productSum(x, w, points) / q2 : scale;
  }

  /**
   * The point for the k-th four or eight values at a scale; notes whether it had to be a neighbour.
   */
  private int choose(
      int k, float[] x, float[] roots, float inverse, float scale, boolean[] missed) {
    int dimensions = search.book.dimensions;
    int[] levels = new int[dimensions];
    for (int d = 0; d < dimensions; d++) {
      levels[d] = Fit.level(0.5f * (inverse * x[k * dimensions + d] - 1), 0, search.base - 1);
    }
    int point = search.point(levels, 0);
    missed[k] = point < 0;
    return point >= 0
        ? point
        : search.closest(levels, 0, x, k * dimensions, roots, k * dimensions, scale, odd);
  }

  private float productSum(float[] x, float[] w, int[] points) {
    float sum = 0;
    for (int l = 0; l < group; l++) {
      sum += w[l] * x[l] * value(points, l);
    }
    return sum;
  }

  private float squareSum(float[] w, int[] points) {
    float sum = 0;
    for (int l = 0; l < group; l++) {
      sum += w[l] * value(points, l) * value(points, l);
    }
    return sum;
  }

  private float value(int[] points, int l) {
    int dimensions = search.book.dimensions;
    return odd[search.level(points[l / dimensions], l % dimensions)];
  }
}
