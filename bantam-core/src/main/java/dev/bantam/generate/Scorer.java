package dev.bantam.generate;

import java.util.Arrays;

/** Finds the log-probabilities of given tokens. */
final class Scorer {
  private final Engine engine;
  private final int context;

  Scorer(Engine engine, int context) {
    this.engine = engine;
    this.context = context;
  }

  /**
   * Scores the tokens from index {@code from} on, each after all before it.
   *
   * @param from at least 1
   * @throws ContextOverflowException if the tokens do not fit the context
   */
  Score score(int[] tokens, int from) {
    if (from < 1 || from > tokens.length) {
      throw new IllegalArgumentException(
          "from must be from 1 to the %d tokens, not %d".formatted(tokens.length, from));
    }
    if (tokens.length - 1 > context) {
      throw new ContextOverflowException(tokens.length, context);
    }
    float[] logprobs = new float[tokens.length - from];
    boolean[] greedy = new boolean[logprobs.length];
    Sequence sequence = engine.open();
    try {
      sequence.append(Arrays.copyOf(tokens, tokens.length - 1)); // nothing follows the last
      sequence.expect(
          Sequence.Kind.LOGITS,
          from - 1,
          (position, rows, row) -> {
            int next = tokens[position + 1];
            LogProbabilities all = new LogProbabilities(rows, row);
            logprobs[position + 1 - from] = all.of(next);
            greedy[position + 1 - from] = all.best() == next;
          });
      while (engine.step(java.util.List.of(sequence)) > 0) {}
    } finally {
      engine.close(sequence);
    }
    return new Score(logprobs, greedy);
  }
}
