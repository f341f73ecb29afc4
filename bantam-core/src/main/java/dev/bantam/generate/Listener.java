package dev.bantam.generate;

/**
 * Follows one answer. It is called in the midst of a step: by any of the threads that wait for
 * answers, one call at a time. All answers wait while it works, and it cannot ask the generator.
 */
@FunctionalInterface
public interface Listener {
  /** Takes no notice. */
  Listener NONE = event -> {};

  /** A token was made. */
  void token(TokenEvent event);

  /**
   * Whether more tokens may come now; asked before every step. An answer for which there is no room
   * pauses, and keeps no other waiting.
   */
  default boolean hasRoom() {
    return true;
  }

  /** Whether the answer shall end now; asked before every step and every part of the prompt. */
  default boolean isCancelled() {
    return false;
  }
}
