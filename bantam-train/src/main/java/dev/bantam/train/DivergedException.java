package dev.bantam.train;

/** Training has gone wrong and would not recover: the message says where, and what to change. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long step;

  DivergedException(long step, String message) {
    super(message);
    this.step = step;
  }

  /** The step at which it was seen. */
  public long step() {
    return step;
  }
}
