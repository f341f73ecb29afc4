package dev.bantam.format;

import java.io.IOException;
import java.nio.file.Path;

/** A file (or a part of one) is not what its format asks for. Says which file, where, and why. */
public final class MalformedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offset;
  private final String reason;

  /**
   * @param file the file, or a name for the text that was read
   * @param offset byte offset (character offset for text) of the fault, or -1 if it has none
   * @param reason what is wrong, and what was expected
   */
  public MalformedFileException(String file, long offset, String reason) {
    super(file + (offset >= 0 ? " at offset " + offset : "") + ": " + reason);
    this.file = file;
    this.offset = offset;
    this.reason = reason;
  }

  public MalformedFileException(Path file, long offset, String reason) {
    this(file.toString(), offset, reason);
  }

  public String file() {
    return file;
  }

  public long offset() {
    return offset;
  }

  public String reason() {
    return reason;
  }
}
