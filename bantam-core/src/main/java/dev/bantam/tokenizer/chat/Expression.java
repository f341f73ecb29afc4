package dev.bantam.tokenizer.chat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parsed expression. */
sealed interface Expression {
  record Constant(Object value) implements Expression {}

  record Name(String name) implements Expression {}

  record Items(Sequence.Kind kind, List<Expression> items) implements Expression {}

  record Entries(List<Expression> keys, List<Expression> values) implements Expression {}

  record Attribute(Expression owner, String name) implements Expression {}

  record Item(Expression owner, Expression key) implements Expression {}

  record Slice(
      Expression owner,
      @Nullable Expression from,
      @Nullable Expression to,
      @Nullable Expression step)
      implements Expression {}

  record Call(Expression callee, CallArguments arguments) implements Expression {}

  record Filtered(Expression value, FilterCall filter) implements Expression {}

  record Tested(Expression value, String test, CallArguments arguments) implements Expression {}

  record Not(Expression value) implements Expression {}

  record Sign(boolean negative, Expression value) implements Expression {}

  record Binary(Operator operator, Expression left, Expression right) implements Expression {}

  record Concat(List<Expression> parts) implements Expression {}

  /** {@code first op operand op operand ...}: true if every neighbouring pair compares so. */
  record Comparison(Expression first, List<String> operators, List<Expression> operands)
      implements Expression {}

  record And(Expression left, Expression right) implements Expression {}

  record Or(Expression left, Expression right) implements Expression {}

  record Conditional(Expression test, Expression then, @Nullable Expression otherwise)
      implements Expression {}

  /** Arguments as written; {@code *positions} and {@code **names} may follow. */
  record CallArguments(
      List<Expression> positional,
      Map<String, Expression> named,
      @Nullable Expression positions,
      @Nullable Expression names) {
    static final CallArguments NONE = new CallArguments(List.of(), Map.of(), null, null);
  }

  record FilterCall(String name, CallArguments arguments) {}

  /** Arithmetic on two values. */
  enum Operator {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    FLOOR_DIVIDE("//"),
    MODULO("%"),
    POWER("**");

    final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }
  }
}
