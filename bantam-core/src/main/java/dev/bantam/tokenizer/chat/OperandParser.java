package dev.bantam.tokenizer.chat;

import dev.bantam.format.MalformedFileException;
import dev.bantam.tokenizer.chat.Expression.CallArguments;
import dev.bantam.tokenizer.chat.Expression.FilterCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses what operators work on: literals, names, and what follows them without an operator. */
final class OperandParser {
  private final Tokens tokens;
  private final ExpressionParser expressions;
  private Set<String> namesRead = new HashSet<>();

  OperandParser(Tokens tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  /** Starts to collect the names that expressions read; gives the ones collected so far. */
  Set<String> collectNames(Set<String> into) {
    Set<String> before = namesRead;
    namesRead = into;
    return before;
  }

  /** A name, a literal, or what stands in brackets. */
  Expression primary() throws MalformedFileException {
    return switch (tokens.peek().kind()) {
      case NAME -> name(tokens.next().value());
      case STRING -> string();
      case INTEGER -> new Expression.Constant(integer());
      case FLOAT -> new Expression.Constant(Double.valueOf(tokens.next().value()));
      default -> bracketed();
    };
  }

  /** Strings that stand side by side are one. */
  private Expression string() {
    StringBuilder joined = new StringBuilder();
    while (tokens.is(Token.Kind.STRING)) {
      joined.append(tokens.next().value());
    }
    return new Expression.Constant(Text.template(joined.toString()));
  }

  private Expression bracketed() throws MalformedFileException {
    if (tokens.skipOperator("(")) {
      Expression inner = expressions.parenthesised();
      tokens.expectOperator(")");
      return inner;
    }
    if (tokens.skipOperator("[")) {
      return new Expression.Items(Sequence.Kind.LIST, list());
    }
    if (tokens.skipOperator("{")) {
      return entries();
    }
    throw tokens.wrong("unexpected " + tokens.peek().describe());
  }

  private Expression name(String name) {
    return switch (name) {
      case "true", "True" -> new Expression.Constant(true);
      case "false", "False" -> new Expression.Constant(false);
      case "none", "None" -> new Expression.Constant(None.NONE);
      default -> {
        namesRead.add(name);
        yield new Expression.Name(name);
      }
    };
  }

  private Long integer() throws MalformedFileException {
    String digits = tokens.peek().value();
    int radix =
        switch (digits.length() > 1 ? digits.charAt(1) : '0') {
          case 'x', 'X' -> 16;
          case 'o', 'O' -> 8;
          case 'b', 'B' -> 2;
          default -> 10;
        };
    try {
      Long value = Long.valueOf(radix == 10 ? digits : digits.substring(2), radix);
      tokens.next();
      return value;
    } catch (NumberFormatException e) {
      throw tokens.wrong("the number " + digits + " is too large");
    }
  }

  private List<Expression> list() throws MalformedFileException {
    List<Expression> items = new ArrayList<>();
    while (!tokens.isOperator("]")) {
      items.add(expressions.expression());
      if (!tokens.skipOperator(",")) {
        break;
      }
    }
    tokens.expectOperator("]");
    return items;
  }

  private Expression entries() throws MalformedFileException {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.isOperator("}")) {
      keys.add(expressions.expression());
      tokens.expectOperator(":");
      values.add(expressions.expression());
      if (!tokens.skipOperator(",")) {
        break;
      }
    }
    tokens.expectOperator("}");
    return new Expression.Entries(keys, values);
  }

  /** The attributes, subscripts and calls that follow an expression. */
  Expression postfix(Expression base) throws MalformedFileException {
    Expression value = base;
    while (true) {
      if (tokens.skipOperator(".")) {
        if (tokens.is(Token.Kind.INTEGER)) {
          value = new Expression.Item(value, new Expression.Constant(integer()));
        } else {
          value = new Expression.Attribute(value, tokens.expect(Token.Kind.NAME).value());
        }
      } else if (tokens.skipOperator("[")) {
        value = subscript(value);
      } else if (tokens.isOperator("(")) {
        value = new Expression.Call(value, arguments());
      } else {
        return value;
      }
    }
  }

  private Expression subscript(Expression owner) throws MalformedFileException {
    if (tokens.skipOperator("]")) { // Jinja looks an empty tuple up
      return new Expression.Item(owner, new Expression.Items(Sequence.Kind.TUPLE, List.of()));
    }
    Expression from = tokens.isOperator(":") ? null : expressions.expression();
    if (tokens.skipOperator(":")) {
      Expression to = sliceBound();
      Expression step = tokens.skipOperator(":") ? sliceBound() : null;
      tokens.expectOperator("]");
      return new Expression.Slice(owner, from, to, step);
    }
    if (from == null) {
      throw tokens.wrong("a subscript was expected");
    }
    List<Expression> keys = new ArrayList<>(List.of(from));
    while (tokens.skipOperator(",")) {
      keys.add(expressions.expression());
    }
    tokens.expectOperator("]");
    Expression key = keys.size() == 1 ? from : new Expression.Items(Sequence.Kind.TUPLE, keys);
    return new Expression.Item(owner, key);
  }

  private @Nullable Expression sliceBound() throws MalformedFileException {
    return tokens.isOperator(":") || tokens.isOperator("]") ? null : expressions.expression();
  }

  private CallArguments arguments() throws MalformedFileException {
    tokens.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    Expression positions = null;
    Expression names = null;
    while (!tokens.isOperator(")")) {
      if (names != null) {
        throw tokens.wrong("no argument may follow **");
      }
      if (tokens.skipOperator("*")) {
        positions = expressions.expression();
      } else if (tokens.skipOperator("**")) {
        names = expressions.expression();
      } else if (tokens.is(Token.Kind.NAME) && tokens.peekSecond().isOperator("=")) {
        String name = tokens.next().value();
        tokens.next();
        if (named.put(name, expressions.expression()) != null) {
          throw tokens.wrong("the argument " + name + " is given twice");
        }
      } else if (positions == null && named.isEmpty()) {
        positional.add(expressions.expression());
      } else {
        throw tokens.wrong("an argument by position may not follow one by name");
      }
      if (!tokens.skipOperator(",")) {
        break;
      }
    }
    tokens.expectOperator(")");
    return new CallArguments(positional, named, positions, names);
  }

  /** The filters, tests and calls that follow an expression. */
  Expression filtersAndTests(Expression base) throws MalformedFileException {
    Expression value = base;
    while (true) {
      if (tokens.skipOperator("|")) {
        value = new Expression.Filtered(value, filter());
      } else if (tokens.skipName("is")) {
        value = test(value);
      } else if (tokens.isOperator("(")) {
        value = new Expression.Call(value, arguments());
      } else {
        return value;
      }
    }
  }

  /** A filter's name and arguments, after the bar. */
  FilterCall filter() throws MalformedFileException {
    String name = tokens.expect(Token.Kind.NAME).value();
    return new FilterCall(name, tokens.isOperator("(") ? arguments() : CallArguments.NONE);
  }

  /** Filters that follow, each after a bar. */
  List<FilterCall> filters() throws MalformedFileException {
    List<FilterCall> filters = new ArrayList<>();
    while (tokens.skipOperator("|")) {
      filters.add(filter());
    }
    return filters;
  }

  private Expression test(Expression value) throws MalformedFileException {
    boolean negated = tokens.skipName("not");
    String name = tokens.expect(Token.Kind.NAME).value();
    CallArguments arguments = CallArguments.NONE;
    if (tokens.isOperator("(")) {
      arguments = arguments();
    } else if (startsTestArgument()) {
      if (tokens.isName("is")) {
        throw tokens.wrong("tests with 'is' cannot be chained");
      }
      tokens.enter();
      Expression argument = postfix(primary());
      tokens.leave();
      arguments = new CallArguments(List.of(argument), Map.of(), null, null);
    }
    Expression test = new Expression.Tested(value, name, arguments);
    return negated ? new Expression.Not(test) : test;
  }

  private boolean startsTestArgument() {
    return switch (tokens.peek().kind()) {
      case NAME -> !tokens.isName("else") && !tokens.isName("or") && !tokens.isName("and");
      case STRING, INTEGER, FLOAT -> true;
      default -> tokens.isOperator("[") || tokens.isOperator("{");
    };
  }
}
