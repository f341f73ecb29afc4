package dev.bantam.tasks.document;

/** Every limit on documents that are read. */
public final class DocumentLimits {
  /** Bytes of a file. */
  public static final long BYTES = 256L << 20;

  /** Characters of text in a file. */
  public static final int CHARS = 16 << 20;

  /** Seconds that it may take to read a file. */
  public static final int SECONDS = 60;

  /** Files in a folder. */
  public static final int FILES = 1_000_000;

  private DocumentLimits() {}
}
