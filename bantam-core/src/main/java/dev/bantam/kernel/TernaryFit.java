package dev.bantam.kernel;

/**
 * Writes a group of values with three levels each, which stand for -1, 0 and 1 plus a shift: the
 * search that IQ1_S and IQ1_M share. Sorted, the values of a group split into three runs, so that
 * all splits can be tried.
 */
final class TernaryFit {
  /** What the levels stand for when shifted up and down. */
  static final float[] UP = {-1 + IQ1_S.SHIFT, IQ1_S.SHIFT, 1 + IQ1_S.SHIFT};

  static final float[] DOWN = {-1 - IQ1_S.SHIFT, -IQ1_S.SHIFT, 1 - IQ1_S.SHIFT};

  /** Made when the first block is encoded: who only reads files does not pay for it. */
  private static final CodebookSearch SEARCH = new CodebookSearch(Codebook.IQ1_S, 3);

  private TernaryFit() {}

  /**
   * The indices of x[at .. at + n) in ascending order of the values; equal values keep their order.
   */
  static int[] ascending(float[] x, int at, int n) {
    int[] order = new int[n];
    for (int l = 0; l < n; l++) {
      int k = l;
      for (; k > 0 && x[at + order[k - 1]] > x[at + l]; k--) {
        order[k] = order[k - 1];
      }
      order[k] = l;
    }
    return order;
  }

  /**
   * Levels of values split into three runs: below {@code first}, from {@code second} on, and
   * between.
   */
  static int[] levels(int[] order, int first, int second, boolean negated) {
    int[] levels = new int[order.length];
    for (int k = 0; k < order.length; k++) {
      int level = k < first ? 0 : k < second ? 1 : 2;
      levels[order[k]] = negated ? 2 - level : level;
    }
    return levels;
  }

  /**
   * Chooses a point for each eight values.
   *
   * @param x holds the group's values from index {@code at}
   * @param values what the levels stand for, for each eight values
   * @param points receives the points
   * @return the scale: the given one where the levels are all points, else the best for the points
   */
  static float points(
      int[] levels,
      float[] x,
      int at,
      float[] weights,
      float scale,
      float[][] values,
      int[] points) {
    boolean missed = false;
    for (int k = 0; k < points.length; k++) {
      points[k] = SEARCH.point(levels, 8 * k);
      if (points[k] < 0) {
        missed = true;
        points[k] = SEARCH.closest(levels, 8 * k, x, at + 8 * k, weights, 8 * k, scale, values[k]);
      }
    }
    if (!missed) {
      return scale;
    }
    float[] sums = new float[2];
    for (int k = 0; k < points.length; k++) {
      addSums(points[k], x, at + 8 * k, weights, 8 * k, values[k], 1, sums);
    }
    return sums[0] > 0 && sums[1] > 0 ? sums[0] / sums[1] : scale;
  }

  /**
   * Adds w q x and w q² of eight values to sums[0] and sums[1], where q = factor times the point's.
   */
  static void addSums(
      int point,
      float[] x,
      int at,
      float[] weights,
      int weightsAt,
      float[] values,
      int factor,
      float[] sums) {
    for (int l = 0; l < 8; l++) {
      float w = weights[weightsAt + l];
      float q = values[SEARCH.level(point, l)] * factor;
      sums[0] += w * q * x[at + l];
      sums[1] += w * q * q;
    }
  }

  /** Running sums: result[k] is the sum of the first k. */
  static float[] prefixSums(float[] terms) {
    float[] sums = new float[terms.length + 1];
    for (int k = 0; k < terms.length; k++) {
      sums[k + 1] = sums[k] + terms[k];
    }
    return sums;
  }
}
