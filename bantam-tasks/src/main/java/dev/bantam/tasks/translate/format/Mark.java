package dev.bantam.tasks.translate.format;

/**
 * Part of a text that is markup: it goes into the translation as it is.
 *
 * @param start first character
 * @param end after the last
 */
public record Mark(int start, int end, Kind kind) {
  /** What a mark does to the text beside it. */
  public enum Kind {
    /** Begins something that a {@link #CLOSE} ends: {@code <b>}. */
    OPEN,
    /** Ends what the last open {@link #OPEN} began: {@code </b>}. */
    CLOSE,
    /** Stands for itself: {@code <br>}. */
    POINT
  }

  /** The same in a text that begins later. */
  public Mark minus(int offset) {
    return new Mark(start - offset, end - offset, kind);
  }
}
