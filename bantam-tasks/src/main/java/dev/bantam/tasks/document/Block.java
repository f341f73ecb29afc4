package dev.bantam.tasks.document;

/**
 * A piece of a document that belongs together.
 *
 * @param kind what it is
 * @param level of a heading, from 1; 0 otherwise
 * @param page from 1; 0 where the file has no pages
 * @param text without line breaks that mean nothing; rows of a table have their cells between tabs
 */
public record Block(Kind kind, int level, int page, String text) {
  /** What a block is. */
  public enum Kind {
    HEADING,
    PARAGRAPH,
    ITEM,
    ROW,
    CODE
  }

  /** A paragraph of a text without pages. */
  public static Block paragraph(String text) {
    return new Block(Kind.PARAGRAPH, 0, 0, text);
  }
}
