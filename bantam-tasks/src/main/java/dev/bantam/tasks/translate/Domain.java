package dev.bantam.tasks.translate;

import java.util.Locale;

/** Fields whose texts have words and a style of their own; prompts say how each is translated. */
public enum Domain {
  GENERAL,
  MEDICAL,
  LEGAL,
  TECHNICAL;

  /** As prompts, options and JSON name it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
