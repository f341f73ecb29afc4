package dev.bantam.generate.constrain;

/** Says what of a regular expression is wrong or not supported, and where. */
final class PatternException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param at index of the character
   */
  PatternException(int at, String what) {
    super(what + " (at character " + (at + 1) + ")");
  }
}
