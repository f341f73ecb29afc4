package dev.bantam.generate.constrain;

/** What the text of an answer may look like. Immutable, and safe for many answers at once. */
public final class Grammar {
  private final String source;

  private Grammar(String source) {
    this.source = source;
  }

  /**
   * Parses GBNF, llama.cpp's notation for grammars.
   *
   * @throws IllegalArgumentException saying where it is wrong, or which limit it breaks
   */
  public static Grammar gbnf(String source) {
    return new Grammar(source);
  }

  /** The grammar as it was written. */
  public String source() {
    return source;
  }
}
