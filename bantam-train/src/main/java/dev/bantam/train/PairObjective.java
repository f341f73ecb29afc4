package dev.bantam.train;

/** What a pair of answers costs, of which one is to be preferred. */
public sealed interface PairObjective {
  /**
   * The log-probabilities of a pair, summed over the answers' tokens.
   *
   * @param chosen of the better answer, by the model
   * @param rejected of the worse one
   * @param chosenReference of the better answer, by the model before training; 0 if not needed
   * @param rejectedReference of the worse one
   * @param chosenTokens how many tokens the better answer has
   * @param rejectedTokens how many tokens the worse one has
   */
  record Pair(
      double chosen,
      double rejected,
      double chosenReference,
      double rejectedReference,
      int chosenTokens,
      int rejectedTokens) {}

  /**
   * A pair's cost.
   *
   * @param byChosen the derivative by {@code chosen}
   * @param byRejected the derivative by {@code rejected}
   * @param margin how much more the better answer is favoured than the worse one; positive is right
   */
  record Outcome(double loss, double byChosen, double byRejected, double margin) {}

  /** Whether the model before training is asked too. */
  boolean needsReference();

  Outcome of(Pair pair);

  /**
   * Direct preference optimisation (arXiv 2305.18290): -log sigmoid(beta (log-ratio of the better
   * answer - log-ratio of the worse)).
   *
   * @param beta how strongly the model is held to what it was
   */
  record Dpo(double beta) implements PairObjective {
    public Dpo {
      positive("dpo_beta", beta);
    }

    @Override
    public boolean needsReference() {
      return true;
    }

    @Override
    public Outcome of(Pair p) {
      double margin = beta * (p.chosen - p.chosenReference - (p.rejected - p.rejectedReference));
      double slope = -beta * sigmoid(-margin);
      return new Outcome(-logSigmoid(margin), slope, -slope, margin);
    }
  }

  /**
   * Odds ratio preference optimisation (arXiv 2403.07691): the mean cost of the better answer's
   * tokens, minus lambda log sigmoid of the log of the ratio of both answers' odds. It needs no
   * reference.
   */
  record Orpo(double lambda) implements PairObjective {
    public Orpo {
      positive("orpo_lambda", lambda);
    }

    @Override
    public boolean needsReference() {
      return false;
    }

    @Override
    public Outcome of(Pair p) {
      double chosen = p.chosen / p.chosenTokens;
      double rejected = p.rejected / p.rejectedTokens;
      double margin = chosen - rejected - (restOf(chosen) - restOf(rejected));
      double slope = -lambda * sigmoid(-margin);
      return new Outcome(
          -chosen - lambda * logSigmoid(margin),
          (-1 + slope / -Math.expm1(chosen)) / p.chosenTokens,
          -slope / -Math.expm1(rejected) / p.rejectedTokens,
          margin);
    }

    /** log(1 - e^x). */
    private static double restOf(double x) {
      return Math.log(-Math.expm1(x));
    }
  }

  private static void positive(String name, double value) {
    if (!(value > 0) || value > 1e6) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  static double logSigmoid(double x) {
    return x < 0 ? x - Math.log1p(Math.exp(x)) : -Math.log1p(Math.exp(-x));
  }
}
