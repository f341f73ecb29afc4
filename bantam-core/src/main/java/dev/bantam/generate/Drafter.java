package dev.bantam.generate;

import java.io.IOException;
import java.util.List;

/**
 * Guesses how texts go on, so that one step can run several tokens of each: speculative decoding
 * (arXiv 2211.17192). A guess costs time or saves it and changes nothing else: {@link Generation}
 * draws each token from the model's own logits with its own random numbers, and keeps guesses only
 * as far as they equal what it draws.
 */
interface Drafter extends AutoCloseable {
  /** Guesses nothing. */
  Drafter NONE = (texts, budget) -> {};

  /**
   * Hands each text what it may go on with ({@link Generation#guess}).
   *
   * @param texts those that shall be decoded in the next step; each may be guessed {@link
   *     Generation#guessable} tokens
   * @param budget decides how many guesses are worth their rows
   */
  void draft(List<Generation> texts, StepBudget budget);

  /** A text has ended. */
  default void forget(Generation text) {}

  @Override
  default void close() throws IOException {}
}
