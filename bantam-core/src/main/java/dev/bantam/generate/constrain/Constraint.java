package dev.bantam.generate.constrain;

/**
 * A grammar beside one answer: which tokens may come next. End-of-generation tokens may come where
 * the answer can be over; other control tokens only if they count as text, or where the grammar
 * names them. For one thread at a time, together with all others of the same {@link Constraints}.
 */
public final class Constraint {
  private final Constraints.Compiled grammar;
  private State state;

  Constraint(Constraints.Compiled grammar) {
    this.grammar = grammar;
    this.state = grammar.start();
  }

  /**
   * The tokens that may come next, as bits: token i is bit i % 64 of [i / 64]. Not to be changed.
   *
   * @throws IllegalStateException if the grammar can be followed in too many ways
   */
  public long[] allowed() {
    return grammar.allowed(state);
  }

  /** Whether a token may come next; quicker than {@link #allowed}. */
  public boolean allows(int token) {
    return grammar.isEnd(token) ? state.accepting : !grammar.after(state, token).isDead();
  }

  /**
   * Tells of the next token of the answer.
   *
   * @throws IllegalStateException if it may not come
   */
  public void accept(int token) {
    if (!grammar.isEnd(token)) {
      state = grammar.after(state, token);
      if (state.isDead()) {
        throw new IllegalStateException("token " + token + " does not follow the grammar");
      }
    }
  }

  /** Whether the answer is complete, and nothing can follow. */
  public boolean isOver() {
    return state.isOver();
  }
}
