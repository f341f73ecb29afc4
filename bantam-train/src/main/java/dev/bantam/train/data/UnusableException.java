package dev.bantam.train.data;

/** An example cannot be trained on with this model. */
final class UnusableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Problem problem;

  UnusableException(Problem problem, String detail) {
    super(detail);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
