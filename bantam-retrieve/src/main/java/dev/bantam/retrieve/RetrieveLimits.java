package dev.bantam.retrieve;

/** Every limit on what is indexed and searched for, beside those on documents. */
public final class RetrieveLimits {
  /** Characters of a question; what comes after is not searched for. */
  public static final int QUESTION_CHARS = 8192;

  /** Different words of a question that are searched for: the first. */
  public static final int QUESTION_TERMS = 256;

  /** Passages that a search gives. */
  public static final int HITS = 1000;

  private RetrieveLimits() {}
}
