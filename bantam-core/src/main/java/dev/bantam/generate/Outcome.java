package dev.bantam.generate;

/** What became of one of several requests: its answer, or why it has none. */
public sealed interface Outcome {
  /** The request was answered. */
  record Answered(Answer answer) implements Outcome {}

  /** The request was refused, or something went wrong with it. */
  record Failed(RuntimeException failure) implements Outcome {}

  /**
   * The answer.
   *
   * @throws RuntimeException why there is none
   */
  default Answer orThrow() {
    return switch (this) {
      case Answered(Answer answer) -> answer;
      case Failed(RuntimeException failure) -> throw failure;
    };
  }
}
