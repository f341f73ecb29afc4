package dev.bantam.generate.constrain;

import java.util.List;

/** What a rule stands for. */
sealed interface Expression {
  /** {@link Repetition#max} without bound. */
  int UNBOUNDED = Integer.MAX_VALUE;

  /** A text as it is; half surrogate pairs match nothing. */
  record Literal(String text) implements Expression {}

  /** One character of a set. */
  record OneOf(CodePoints set) implements Expression {}

  /** One after the other. */
  record Sequence(List<Expression> parts) implements Expression {
    public Sequence {
      parts = List.copyOf(parts);
    }
  }

  /** Any one of them. */
  record Choice(List<Expression> alternatives) implements Expression {
    public Choice {
      alternatives = List.copyOf(alternatives);
    }
  }

  /** The same {@code min} to {@code max} times. */
  record Repetition(Expression body, int min, int max) implements Expression {}

  /** What a rule stands for. */
  record Reference(Rule rule) implements Expression {}

  /**
   * One whole token of the vocabulary, whatever its text.
   *
   * @param text as the vocabulary spells it, or empty
   * @param id its number, if it has no text here
   * @param other whether it is any token but this
   */
  record Token(String text, int id, boolean other) implements Expression {}

  /** Nothing. */
  static Expression empty() {
    return new Sequence(List.of());
  }

  static Expression sequence(Expression... parts) {
    return new Sequence(List.of(parts));
  }

  static Expression choice(Expression... alternatives) {
    return new Choice(List.of(alternatives));
  }

  static Expression text(String text) {
    return new Literal(text);
  }

  /** One of the characters of a text. */
  static Expression oneOf(String characters) {
    return new OneOf(CodePoints.of(characters));
  }

  static Expression range(int first, int last) {
    return new OneOf(CodePoints.range(first, last));
  }

  default Expression times(int min, int max) {
    return new Repetition(this, min, max);
  }

  default Expression optional() {
    return times(0, 1);
  }
}
