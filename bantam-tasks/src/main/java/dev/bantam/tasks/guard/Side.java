package dev.bantam.tasks.guard;

import java.util.Locale;

/** Where a text comes from. */
public enum Side {
  /** What a user says, before a model reads it. */
  INPUT,
  /** What a model says, before a user reads it. */
  OUTPUT;

  /** As rules and messages call it. */
  public String shown() {
    return name().toLowerCase(Locale.ROOT);
  }
}
