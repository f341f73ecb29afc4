package dev.bantam.generate;

/** Why an answer ended. */
public enum FinishReason {
  /** The model ended it, or a stop string was found. */
  STOP,

  /** It reached the tokens that were asked for, or the end of the context. */
  LENGTH,

  /** The listener cancelled it. */
  CANCELLED
}
