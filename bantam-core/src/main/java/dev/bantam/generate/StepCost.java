package dev.bantam.generate;

import java.util.Arrays;

/**
 * What a step of n rows costs, as measured lately. How much dearer several rows are than one
 * depends on the weights' type, the machine and the sizes, by a factor of five and more; so it is
 * not assumed but learned.
 */
final class StepCost {
  /** A further row's cost where nothing is known, as a part of a step of one row. */
  private static final double ROW = 0.25;

  /** Steps after which a measurement is forgotten, so that what once was slow is tried again. */
  private static final int FORGET = 100;

  /** Steps of more rows are not measured. */
  private static final int MAX_ROWS = 256;

  private final double[] nanos = new double[MAX_ROWS + 1];
  private final int[] seen = new int[MAX_ROWS + 1];
  private int now;

  StepCost() {
    Arrays.fill(seen, -FORGET);
  }

  /** A step was run. */
  void saw(int rows, long took) {
    now++;
    if (rows <= MAX_ROWS) {
      boolean slower = isKnown(rows) && took > nanos[rows];
      // Other work on the machine only ever adds time.
      nanos[rows] = slower ? nanos[rows] + 0.2 * (took - nanos[rows]) : took;
      seen[rows] = now;
    }
  }

  /** Nanoseconds of a step of {@code rows} rows: those of the nearest known step, scaled. */
  double of(int rows) {
    for (int apart = 0; apart <= MAX_ROWS; apart++) {
      if (isKnown(rows - apart)) {
        return scaled(rows - apart, rows);
      }
      if (isKnown(rows + apart)) {
        return scaled(rows + apart, rows);
      }
    }
    return scale(rows);
  }

  /**
   * Rows that may be added to a step of {@code rows} without making it more than {@code factor}
   * times as long; at least 1.
   */
  int rowsBeside(int rows, double factor) {
    double most = of(rows) * factor;
    int fits = 1;
    int tooMany = MAX_ROWS;
    while (tooMany - fits > 1) {
      int middle = (fits + tooMany) / 2;
      if (of(rows + middle) <= most) {
        fits = middle;
      } else {
        tooMany = middle;
      }
    }
    return fits;
  }

  private boolean isKnown(int rows) {
    return rows > 0 && rows <= MAX_ROWS && now - seen[rows] < FORGET;
  }

  private double scaled(int known, int rows) {
    return nanos[known] * scale(rows) / scale(known);
  }

  private static double scale(int rows) {
    return 1 + ROW * (rows - 1);
  }
}
