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
   * How many guesses are worth finding.
   *
   * @param rate chance that a guess is right, if those before it are
   * @param nanos nanoseconds that it takes to find one
   * @param most most guesses
   */
  int plan(double rate, double nanos, int most) {
    int best = 0;
    double price = costs.of(rows) / tokens;
    double sum = tokens;
    double chance = 1;
    for (int i = 1; i <= most; i++) {
      chance *= rate;
      sum += chance;
      double its = (costs.of(rows + i) + i * nanos) / sum;
      if (its < price) {
        best = i;
        price = its;
      }
    }
    return best;
  }
}
