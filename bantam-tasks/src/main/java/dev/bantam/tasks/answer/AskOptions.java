package dev.bantam.tasks.answer;

import org.jspecify.annotations.Nullable;

/**
 * How questions are answered.
 *
 * @param passages most that the model reads, as far as its context has room
 * @param threshold least score of the best passage for which there is an answer at all; null: as
 *     the retriever says
 * @param quoteOnly whether the answer is always a sentence of the documents, without a model's
 *     words
 */
public record AskOptions(int passages, @Nullable Double threshold, boolean quoteOnly) {
  /** Four passages, the retriever's threshold, answers in the model's words. */
  public static final AskOptions DEFAULT = new AskOptions(4, null, false);

  public AskOptions {
    if (passages < 1 || passages > 100) {
      throw new IllegalArgumentException("passages must be from 1 to 100, not " + passages);
    }
    if (threshold != null && !(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException("threshold must be from 0 to 1, not " + threshold);
    }
  }

  public AskOptions withPassages(int value) {
    return new AskOptions(value, threshold, quoteOnly);
  }

  public AskOptions withThreshold(@Nullable Double value) {
    return new AskOptions(passages, value, quoteOnly);
  }

  public AskOptions withQuoteOnly(boolean value) {
    return new AskOptions(passages, threshold, value);
  }
}
