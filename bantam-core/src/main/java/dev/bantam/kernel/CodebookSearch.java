package dev.bantam.kernel;

import java.util.Arrays;

/**
 * Finds the point of a codebook for a group of levels that may not be one: by weighted distance
 * among the points of the nearest few distances on the lattice, as ggml does (iq2xs_init_impl,
 * iq3xs_init_impl).
 */
final class CodebookSearch {
  final Codebook book;

  /** How many levels a coordinate has. */
  final int base;

  /** [points, dimensions]: the level number of each coordinate. */
  private final byte[] levels;

  /** [base^dimensions]: the point with these levels, or -1. */
  private final short[] pointAt;

  /**
   * [base^dimensions][]: candidates for levels that are not a point, nearest first; empty for
   * points.
   */
  private final short[][] candidates;

  /**
   * @param rings how many different distances the candidates may have
   */
  CodebookSearch(Codebook book, int rings) {
    this.book = book;
    this.base = book.levels.length;
    int dimensions = book.dimensions;
    levels = new byte[book.values.length];
    for (int v = 0; v < levels.length; v++) {
      levels[v] = (byte) Arrays.binarySearch(book.levels, book.values[v]);
    }
    int numbers = 1;
    for (int d = 0; d < dimensions; d++) {
      numbers *= base;
    }
    pointAt = new short[numbers];
    Arrays.fill(pointAt, (short) -1);
    for (int p = 0; p < book.points(); p++) {
      pointAt[number(p)] = (short) p;
    }
    candidates = new short[numbers][];
    int[] distances = new int[book.points()];
    for (int number = 0; number < numbers; number++) {
      candidates[number] = pointAt[number] >= 0 ? new short[0] : nearest(number, rings, distances);
    }
  }

  private int number(int point) {
    int number = 0;
    for (int d = book.dimensions - 1; d >= 0; d--) {
      number = number * base + levels[point * book.dimensions + d];
    }
    return number;
  }

  private short[] nearest(int number, int rings, int[] distances) {
    // A squared distance is at most 4 * 7², or 8 * 2².
    int[] count = new int[256];
    for (int p = 0; p < distances.length; p++) {
      int sum = 0;
      for (int rest = number, d = 0; d < book.dimensions; d++, rest /= base) {
        int difference = rest % base - levels[p * book.dimensions + d];
        sum += difference * difference;
      }
      distances[p] = sum;
      count[sum]++;
    }
    int total = 0;
    int farthest = 0;
    for (int found = 0; found < rings && farthest < count.length; farthest++) {
      total += count[farthest];
      found += count[farthest] > 0 ? 1 : 0;
    }
    short[] result = new short[total];
    int at = 0;
    for (int distance = 0; distance < farthest; distance++) {
      for (int p = 0; p < distances.length; p++) {
        if (distances[p] == distance) {
          result[at++] = (short) p;
        }
      }
    }
    return result;
  }

  /** The level of coordinate {@code d} of a point. */
  int level(int point, int d) {
    return levels[point * book.dimensions + d];
  }

  /** The point with levels[at .. at + dimensions), or -1. */
  int point(int[] levels, int at) {
    return pointAt[number(levels, at)];
  }

  private int number(int[] levels, int at) {
    int number = 0;
    for (int d = book.dimensions - 1; d >= 0; d--) {
      number = number * base + levels[at + d];
    }
    return number;
  }

  /**
   * The best point for levels that are not a point: the first with the least weighted squared error
   * of scale times {@code values[level]}.
   *
   * @param values what each level stands for
   */
  int closest(
      int[] levels,
      int levelsAt,
      float[] x,
      int at,
      float[] weights,
      int weightsAt,
      float scale,
      float[] values) {
    int best = -1;
    float least = Float.MAX_VALUE;
    for (short p : candidates[number(levels, levelsAt)]) {
      float error = 0;
      for (int d = 0; d < book.dimensions; d++) {
        float difference = scale * values[level(p, d)] - x[at + d];
        error += weights[weightsAt + d] * difference * difference;
      }
      if (error < least) {
        least = error;
        best = p;
      }
    }
    return best;
  }
}
