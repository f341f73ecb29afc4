package dev.bantam.generate;

/**
 * Decides which guesses are worth a row of the next step. A step costs one reading of the weights
 * and some arithmetic for each row; a guess is run if that makes the step's tokens cheaper. So a
 * guess must be the surer, the more rows the step has already.
 */
final class RowBudget {
  /** Cost of a further row, as a part of a step of one row; measured in docs/SPEED.md. */
  private static final double ROW = 0.25;

  private double tokens;
  private double cost;

  /**
   * @param rows rows that run anyway, each of which gives a token
   */
  RowBudget(int rows) {
    tokens = rows;
    cost = 1 + ROW * (rows - 1);
  }

  /**
   * Whether a guess should be found and run.
   *
   * @param chance that its row gives a token: that it and all guesses before it are right
   * @param finding cost of finding it, as a part of a step of one row
   */
  boolean isWorth(double chance, double finding) {
    return chance * cost > (ROW + finding) * tokens;
  }

  /** Runs a guess if that is worth its row. */
  boolean take(double chance) {
    if (!isWorth(chance, 0)) {
      return false;
    }
    tokens += chance;
    cost += ROW;
    return true;
  }
}
