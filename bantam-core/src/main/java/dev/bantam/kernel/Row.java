package dev.bantam.kernel;

import org.jspecify.annotations.Nullable;

/** A row of values on its way into blocks, and how much an error in each column weighs. */
final class Row {
  /** Holds the row's values from index {@link #at}. */
  final float[] x;

  final int at;
  final int n;

  /** [n], or null where all columns weigh the same. */
  final float @Nullable [] importance;

  private float meanSquare = -1;

  Row(float[] x, int at, int n, float @Nullable [] importance) {
    this.x = x;
    this.at = at;
    this.n = n;
    this.importance = importance;
  }

  /** The mean of the squares of all values, summed in order. */
  float meanSquare() {
    if (meanSquare < 0) {
      meanSquare = sumOfSquares(0, n) / n;
    }
    return meanSquare;
  }

  /**
   * How much the errors of columns [j, j + count) weigh where importances are given: the importance
   * times sqrt(variance + x²), so that large values of a row count more.
   */
  void weigh(float[] given, int j, int count, float variance, float[] weights) {
    for (int l = 0; l < count; l++) {
      float v = x[at + j + l];
      weights[l] = given[j + l] * Fit.sqrt(variance + v * v);
    }
  }

  /** As {@link #weigh} with the row's importances; without, the squares of the values. */
  void weighOrSquare(int j, int count, float variance, float[] weights) {
    if (importance != null) {
      weigh(importance, j, count, variance, weights);
      return;
    }
    for (int l = 0; l < count; l++) {
      weights[l] = x[at + j + l] * x[at + j + l];
    }
  }

  /** The sum of the squares of columns [j, j + count), in order. */
  float sumOfSquares(int j, int count) {
    float sum = 0;
    for (int l = at + j; l < at + j + count; l++) {
      sum += x[l] * x[l];
    }
    return sum;
  }
}
