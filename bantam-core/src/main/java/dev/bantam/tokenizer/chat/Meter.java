package dev.bantam.tokenizer.chat;

import dev.bantam.format.Limits;

/** Counts what one rendering costs, so that no template can take time or memory without end. */
final class Meter {
  /** Characters copied or searched that cost as much as one evaluation step. */
  private static final int CHARS_PER_STEP = 32;

  /** What another stretch of content within a string costs to keep. */
  private static final int CHARS_PER_RANGE = 8;

  private long steps;
  private long chars;
  private int depth;

  void step() {
    steps(1);
  }

  void steps(long count) {
    steps += count;
    if (count < 0 || steps > Limits.TEMPLATE_STEPS) {
      throw new TemplateException("takes more than " + Limits.TEMPLATE_STEPS + " steps");
    }
  }

  /** To be called before {@code count} characters are copied or read. */
  void chars(long count) {
    chars += count;
    steps(chars / CHARS_PER_STEP);
    chars %= CHARS_PER_STEP;
  }

  void range() {
    chars(CHARS_PER_RANGE);
  }

  /** To be called before a string of {@code count} characters is made. */
  void text(long count) {
    fits(count);
    chars(count);
  }

  void fits(long count) {
    if (count > Limits.TEMPLATE_OUTPUT) {
      throw new TemplateException(
          "makes a string longer than " + Limits.TEMPLATE_OUTPUT + " characters");
    }
  }

  /** To be called before one string is searched for another. */
  void search(long text, long pattern) {
    chars(text + text * Math.min(pattern, Limits.TEMPLATE_OUTPUT) / 64);
  }

  void enter() {
    step();
    if (++depth > Limits.TEMPLATE_RECURSION) {
      throw new TemplateException("is nested deeper than " + Limits.TEMPLATE_RECURSION);
    }
  }

  void leave() {
    depth--;
  }
}
