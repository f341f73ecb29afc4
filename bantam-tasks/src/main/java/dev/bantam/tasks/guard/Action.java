package dev.bantam.tasks.guard;

import java.util.Locale;

/** What becomes of a text in which something was found, the mildest first. */
public enum Action {
  /** It passes, and the finding is told. */
  WARN,
  /** It passes without what was found. */
  MASK,
  /** It does not pass. */
  BLOCK;

  /** As rules and messages call it. */
  public String shown() {
    return name().toLowerCase(Locale.ROOT);
  }
}
