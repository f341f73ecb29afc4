package dev.bantam.generate;

/**
 * Decides how many guesses are worth a row of the next step: as many as make its tokens cheapest.
 * So guesses must be the surer, the more rows the step has already.
 */
final class StepBudget {
  private final StepCost costs;
  private int rows;
  private double tokens;

  /**
   * @param rows that run anyway
   * @param tokens that they give
   */
  StepBudget(StepCost costs, int rows, int tokens) {
    this.costs = costs;
    this.rows = rows;
    this.tokens = tokens;
  }

  /**
   * Takes the first of a text's guesses into the step.
   *
   * @param chances [n] that a guess is right, and all of the text before it
   * @param n how many guesses there are
   * @return how many to run
   */
  int take(double[] chances, int n) {
    int best = 0;
    double bestTokens = tokens;
    double sum = tokens;
    for (int i = 1; i <= n; i++) {
      sum += chances[i - 1];
      if (sum * costs.of(rows + best) > bestTokens * costs.of(rows + i)) {
        best = i;
        bestTokens = sum;
      }
    }
    rows += best;
    tokens = bestTokens;
    return best;
  }

  /**
   * Whether it is worth {@code nanos} nanoseconds to find a guess that will be right with this
   * chance.
   */
  boolean isWorth(double chance, double nanos) {
    return chance * costs.of(rows) > nanos * tokens;
  }
}
