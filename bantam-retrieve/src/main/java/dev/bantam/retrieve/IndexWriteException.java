package dev.bantam.retrieve;

import java.io.IOException;

/** An index cannot be written any more; what was committed before is still there. */
public final class IndexWriteException extends IOException {
  private static final long serialVersionUID = 1L;

  IndexWriteException(String message, Throwable cause) {
    super(message, cause);
  }
}
