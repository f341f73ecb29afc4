package dev.bantam.generate;

/** Follows one answer; called on the thread that generates. */
@FunctionalInterface
public interface Listener {
  /** Takes no notice. */
  Listener NONE = event -> {};

  /** A token was made. */
  void token(TokenEvent event);

  /** Whether the answer shall end now; asked before every step and every part of the prompt. */
  default boolean isCancelled() {
    return false;
  }
}
