package dev.bantam.tasks.document;

/** Every limit on documents that are read. */
public final class DocumentLimits {
  /** Bytes of a file. */
  public static final long BYTES = 256L << 20;

  /** Characters of text in a file. */
  public static final int CHARS = 16 << 20;

  /** Bytes that the parts of an archive, such as a DOCX or EPUB file, unpack to. */
  public static final long UNPACKED = 512L << 20;

  /** How many times its size a part of an archive may unpack to. */
  public static final int RATIO = 200;

  /** Parts of an archive. */
  public static final int PARTS = 65_536;

  /** Elements inside each other. */
  public static final int DEPTH = 4096;

  /** Seconds that it may take to read a file. */
  public static final int SECONDS = 120;

  /** Files in a folder. */
  public static final int FILES = 1_000_000;

  /** One in so many characters of a text may be damaged. */
  public static final int DAMAGED = 50;

  private DocumentLimits() {}
}
