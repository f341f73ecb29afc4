package dev.bantam.generate.constrain;

import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a character in UTF-8 (RFC 3629).
 *
 * @param value the bits so far
 * @param missing how many bytes are missing; 0 between characters
 * @param least the least code point that takes so many bytes
 */
record PartialCharacter(int value, int missing, int least) {
  static final PartialCharacter NONE = new PartialCharacter(0, 0, 0);

  /** With one more byte; null if UTF-8 has none such there. With none missing it is complete. */
  @Nullable PartialCharacter add(int b) {
    if (missing > 0) {
      return (b & 0xC0) == 0x80
          ? new PartialCharacter(value << 6 | b & 0x3F, missing - 1, least)
          : null;
    }
    if (b < 0x80) {
      return new PartialCharacter(b, 0, 0);
    }
    if (b >= 0xC2 && b < 0xE0) {
      return new PartialCharacter(b & 0x1F, 1, 0x80);
    }
    if (b >= 0xE0 && b < 0xF0) {
      return new PartialCharacter(b & 0x0F, 2, 0x800);
    }
    return b >= 0xF0 && b < 0xF5 ? new PartialCharacter(b & 0x07, 3, 0x10000) : null;
  }

  /** Whether all its bytes are there, and there was no shorter way to write it. */
  boolean isWhole() {
    return missing == 0 && value >= least && value <= CodePoints.MAX;
  }

  /** Whether it can become a character of the set. */
  boolean canBe(CodePoints set) {
    int first = Math.max(least, value << 6 * missing);
    int last = Math.min(CodePoints.MAX, (value + 1 << 6 * missing) - 1);
    return first <= last && set.overlaps(first, last);
  }
}
