package dev.bantam.hub;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A failure that may pass: the attempt is worth repeating. Never leaves this package. */
final class TransientException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Duration after;

  /**
   * @param after how long the server asks to wait; null if it does not say
   */
  TransientException(String message, @Nullable Duration after, @Nullable Throwable cause) {
    super(message, cause);
    this.after = after;
  }

  @Nullable Duration after() {
    return after;
  }
}
