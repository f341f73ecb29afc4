package dev.bantam.generate;

import dev.bantam.layer.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds the log-probabilities of given tokens. */
final class Scorer {
  private final Engine engine;
  private final int context;
  private final int parallel;

  /**
   * @param parallel most continuations worked on at once
   */
  Scorer(Engine engine, int context, int parallel) {
    this.engine = engine;
    this.context = context;
    this.parallel = parallel;
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
    int[] prompt = Arrays.copyOf(tokens, from);
    return scoreAll(prompt, List.of(Arrays.copyOfRange(tokens, from, tokens.length))).getFirst();
  }

  /** Tokens that should have room in the cache to score these continuations. */
  long tokens(int[] prompt, List<int[]> continuations) {
    long longest = continuations.stream().mapToInt(tokens -> tokens.length).max().orElse(0);
    return prompt.length + Math.min(parallel, continuations.size()) * (prompt.length + longest);
  }

  /**
   * Scores several continuations of one text, which is read once.
   *
   * @param prompt at least 1 token
   * @return the score of each continuation's tokens
   * @throws ContextOverflowException if one does not fit the context
   */
  List<Score> scoreAll(int[] prompt, List<int[]> continuations) {
    if (prompt.length == 0) {
      throw new IllegalArgumentException("a continuation needs at least 1 token before it");
    }
    for (int[] continuation : continuations) {
      if (prompt.length + continuation.length - 1 > context) {
        throw new ContextOverflowException(prompt.length + continuation.length, context);
      }
    }
    List<Continuation> all =
        continuations.stream().map(tokens -> new Continuation(prompt, tokens)).toList();
    Sequence trunk = engine.open();
    try {
      int together = parallel;
      if (tokens(prompt, continuations) > engine.cache().room()) {
        together = 1; // and each reads the prompt, as there is no room to keep it
      } else if (all.size() > 1) {
        trunk.append(Arrays.copyOf(prompt, prompt.length - 1));
        while (engine.step(List.of(trunk)) > 0) {}
      }
      for (int from = 0; from < all.size(); from += together) {
        run(trunk, all.subList(from, Math.min(all.size(), from + together)));
      }
    } finally {
      engine.close(trunk);
    }
    return all.stream().map(Continuation::score).toList();
  }

  private void run(Sequence trunk, List<Continuation> continuations) {
    List<Sequence> sequences = new ArrayList<>();
    try {
      for (Continuation continuation : continuations) {
        Sequence sequence = engine.fork(trunk, trunk.cached());
        sequences.add(sequence);
        sequence.append(continuation.tokensAfter(sequence.size()));
        sequence.expect(Sequence.Kind.LOGITS, continuation.from - 1, continuation);
      }
      while (engine.step(sequences) > 0) {}
    } finally {
      sequences.forEach(engine::close);
    }
  }

  /** A prompt and what shall come after it, scored row by row. */
  private static final class Continuation implements Sequence.Output {
    private final int[] tokens;
    private final int from;
    private final float[] logprobs;
    private final boolean[] greedy;

    Continuation(int[] prompt, int[] continuation) {
      from = prompt.length;
      tokens = Arrays.copyOf(prompt, from + continuation.length);
      System.arraycopy(continuation, 0, tokens, from, continuation.length);
      logprobs = new float[continuation.length];
      greedy = new boolean[continuation.length];
    }

    /** What must run; nothing follows the last token. */
    int[] tokensAfter(int cached) {
      int end = tokens.length == from ? cached : tokens.length - 1;
      return Arrays.copyOfRange(tokens, cached, end);
    }

    @Override
    public void see(int position, Rows rows, int row) {
      int next = tokens[position + 1];
      LogProbabilities all = new LogProbabilities(rows, row);
      logprobs[position + 1 - from] = all.of(next);
      greedy[position + 1 - from] = all.best() == next;
    }

    Score score() {
      return new Score(logprobs, greedy);
    }
  }
}
