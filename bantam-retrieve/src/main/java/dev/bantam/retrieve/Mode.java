package dev.bantam.retrieve;

import java.util.Locale;

/** By what passages are found. */
public enum Mode {
  /** The question's words (Robertson and Zaragoza, 2009). */
  BM25,
  /** The cosine of its vector and theirs. */
  VECTORS,
  /** Both. */
  HYBRID;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
