package dev.bantam.tasks.guard;

/** What becomes of a text in which something was found, the mildest first. */
public enum Action {
  /** It passes, and the finding is told. */
  WARN,
  /** It passes without what was found. */
  MASK,
  /** It does not pass. */
  BLOCK
}
