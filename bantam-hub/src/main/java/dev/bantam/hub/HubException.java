package dev.bantam.hub;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Why a model could not be found, fetched or kept. The message says what was wrong, where, and what
 * to do; {@link #exitCode} is the one a command line ends with.
 */
public abstract sealed class HubException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int USAGE = 2;
  private static final int NETWORK = 69;
  private static final int IO = 74;
  private static final int INTERRUPTED = 130;

  private final int exitCode;

  private HubException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** 2 usage, 69 network, 74 input or output, 130 interrupted. */
  public final int exitCode() {
    return exitCode;
  }

  /** The text is not a model's name, or names nothing that exists. */
  public static final class BadName extends HubException {
    private static final long serialVersionUID = 1L;

    BadName(String message) {
      super(USAGE, message, null);
    }
  }

  /** A source could not be reached, refused, or broke off too often. */
  public static final class Network extends HubException {
    private static final long serialVersionUID = 1L;

    private final boolean unreachable;

    Network(String message) {
      this(message, false, null);
    }

    Network(String message, boolean unreachable, @Nullable Throwable cause) {
      super(NETWORK, message, cause);
      this.unreachable = unreachable;
    }

    /** Whether no connection came about at all, so that asking the same host again is idle. */
    public boolean unreachable() {
      return unreachable;
    }
  }

  /** What a source sent is not what was promised: another length, another SHA-256. */
  public static final class Integrity extends HubException {
    private static final long serialVersionUID = 1L;

    Integrity(String message) {
      super(NETWORK, message, null);
    }
  }

  /** The models' home could not be read or written. */
  public static final class Storage extends HubException {
    private static final long serialVersionUID = 1L;

    Storage(String message) {
      super(IO, message, null);
    }

    Storage(Path path, String doing, IOException cause) {
      super(IO, path + ": " + doing + ": " + reason(cause), cause);
    }

    private static String reason(IOException e) {
      String message = e.getMessage();
      return message == null ? e.getClass().getSimpleName() : message;
    }
  }

  /** The thread was interrupted; what was downloaded is kept and resumed by the next pull. */
  public static final class Interrupted extends HubException {
    private static final long serialVersionUID = 1L;

    Interrupted(String during) {
      super(INTERRUPTED, "interrupted during " + during, null);
    }
  }
}
