package dev.bantam.train;

/** Tells a loss that explodes from one that only varies. */
final class Explosion {
  /** A loss is out of bounds above so many times its mean, and at least so much above it. */
  private static final double FACTOR = 3;

  /** Bad steps in a row: one alone may be an odd example. */
  private static final int TOO_MANY = 3;

  private static final int STEPS_BEFORE = 20;
  private static final double SMOOTHING = 0.95;

  private double mean = Double.NaN;
  private int seen;
  private int inARow;

  /** Whether the loss has exploded with this step's. */
  boolean is(double loss) {
    boolean outside = seen >= STEPS_BEFORE && loss > mean + Math.max(FACTOR, (FACTOR - 1) * mean);
    inARow = outside ? inARow + 1 : 0;
    if (!outside) {
      seen++;
      mean = seen == 1 ? loss : SMOOTHING * mean + (1 - SMOOTHING) * loss;
    }
    return inARow == TOO_MANY;
  }

  /** The smoothed loss of the steps that were not out of bounds. */
  double mean() {
    return mean;
  }
}
