package dev.bantam.generate;

/** Takes the times of one answer. */
final class Stopwatch {
  private final long called;
  private final long started = System.nanoTime();
  private long first;
  private long last;

  /**
   * Starts with the first step.
   *
   * @param called {@link System#nanoTime} of the call
   */
  Stopwatch(long called) {
    this.called = called;
  }

  /** The first token is there; later calls change nothing. */
  void firstToken() {
    if (first == 0) {
      first = System.nanoTime();
    }
  }

  void end() {
    last = System.nanoTime();
    if (first == 0) {
      first = last;
    }
  }

  Timings timings(int promptTokens, int generatedTokens, int drafted, int accepted) {
    return new Timings(
        promptTokens,
        generatedTokens,
        drafted,
        accepted,
        (first - called) / 1e9,
        (first - started) / 1e9,
        (last - first) / 1e9);
  }
}
