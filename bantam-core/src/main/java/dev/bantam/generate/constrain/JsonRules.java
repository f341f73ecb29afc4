package dev.bantam.generate.constrain;

import static dev.bantam.generate.constrain.Expression.UNBOUNDED;
import static dev.bantam.generate.constrain.Expression.choice;
import static dev.bantam.generate.constrain.Expression.oneOf;
import static dev.bantam.generate.constrain.Expression.range;
import static dev.bantam.generate.constrain.Expression.sequence;
import static dev.bantam.generate.constrain.Expression.text;

/**
 * JSON (RFC 8259) as models shall write it: as much space as an indented text needs and no more,
 * numbers that a double holds, no half of a surrogate pair.
 */
final class JsonRules {
  /** Most blanks at the beginning of a line. */
  private static final int INDENT = 20;

  private static final Expression HEX = new Expression.OneOf(hexDigits());

  /** Nothing, a space, or a new line with an indent. */
  static final Expression SPACE =
      new Rule(
              "space",
              choice(
                  Expression.empty(),
                  text(" "),
                  sequence(text("\n"), oneOf(" \t").times(0, INDENT))))
          .reference();

  /** Characters that stand for themselves in a string. */
  static final CodePoints PLAIN =
      CodePoints.ALL.without(CodePoints.range(0, 0x1F)).without(CodePoints.of("\"\\\u007F"));

  /** What stands for one character in a string. */
  static final Expression CHARACTER =
      new Rule("character", choice(new Expression.OneOf(PLAIN), sequence(text("\\"), escape())))
          .reference();

  static final Expression STRING =
      new Rule("string", string(CHARACTER.times(0, UNBOUNDED))).reference();

  static final Expression INTEGER =
      new Rule("integer", sequence(text("-").optional(), whole())).reference();

  static final Expression NUMBER =
      new Rule(
              "number",
              sequence(
                  text("-").optional(),
                  whole(),
                  sequence(text("."), range('0', '9').times(1, 16)).optional(),
                  sequence(oneOf("eE"), oneOf("+-").optional(), range('0', '9').times(1, 2))
                      .optional()))
          .reference();

  static final Expression BOOLEAN = choice(text("true"), text("false"));

  static final Expression NULL = text("null");

  private static final Rule OBJECT = new Rule("object");
  private static final Rule ARRAY = new Rule("array");

  /** Any value. */
  static final Expression VALUE =
      new Rule(
              "value", choice(OBJECT.reference(), ARRAY.reference(), STRING, NUMBER, BOOLEAN, NULL))
          .reference();

  static {
    OBJECT.define(object(list(member(STRING, VALUE), 0, UNBOUNDED)));
    ARRAY.define(array(list(VALUE, 0, UNBOUNDED)));
  }

  private JsonRules() {}

  /** Any object. */
  static Rule object() {
    return OBJECT;
  }

  /** Any array. */
  static Rule array() {
    return ARRAY;
  }

  static Expression string(Expression content) {
    return sequence(text("\""), content, text("\""));
  }

  static Expression member(Expression name, Expression value) {
    return sequence(name, text(":"), SPACE, value);
  }

  static Expression object(Expression members) {
    return sequence(text("{"), SPACE, members, SPACE, text("}"));
  }

  static Expression array(Expression items) {
    return sequence(text("["), SPACE, items, SPACE, text("]"));
  }

  /** The comma between two members or items. */
  static Expression comma() {
    return sequence(text(","), SPACE);
  }

  /** From {@code min} to {@code max} items with commas between them. */
  static Expression list(Expression item, int min, int max) {
    if (max == 0) {
      return Expression.empty();
    }
    int most = max == UNBOUNDED ? UNBOUNDED : max - 1;
    Expression items = sequence(item, sequence(comma(), item).times(Math.max(0, min - 1), most));
    return min == 0 ? items.optional() : items;
  }

  /** Up to 16 digits, without zeros before them. */
  private static Expression whole() {
    return choice(text("0"), sequence(range('1', '9'), range('0', '9').times(0, 15)));
  }

  private static Expression escape() {
    Expression single = oneOf("\"\\/bfnrt");
    Expression high = sequence(oneOf("dD"), oneOf("89abAB"), HEX, HEX);
    Expression low = sequence(oneOf("dD"), oneOf("cdefCDEF"), HEX, HEX);
    Expression other =
        choice(
            sequence(new Expression.OneOf(hexDigits().without(CodePoints.of("dD"))), HEX, HEX, HEX),
            sequence(oneOf("dD"), range('0', '7'), HEX, HEX));
    return choice(single, sequence(text("u"), choice(other, sequence(high, text("\\u"), low))));
  }

  private static CodePoints hexDigits() {
    return CodePoints.of("0123456789abcdefABCDEF");
  }
}
