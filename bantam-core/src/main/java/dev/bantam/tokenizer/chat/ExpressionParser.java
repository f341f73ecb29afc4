package dev.bantam.tokenizer.chat;

import dev.bantam.format.MalformedFileException;
import dev.bantam.tokenizer.chat.Expression.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses expressions, with the precedence and the liberties of Jinja's parser. */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final Tokens tokens;
  private final OperandParser operands;

  ExpressionParser(Tokens tokens) {
    this.tokens = tokens;
    this.operands = new OperandParser(tokens, this);
  }

  /** For the parts of statements that are no whole expressions. */
  OperandParser operands() {
    return operands;
  }

  Expression expression() throws MalformedFileException {
    return expression(true);
  }

  private Expression expression(boolean conditional) throws MalformedFileException {
    tokens.enter();
    Expression value = conditional ? conditional() : or();
    tokens.leave();
    return value;
  }

  /** One expression, or a tuple if commas follow. {@code endName} may stop the tuple. */
  Expression tuple(boolean conditional, @Nullable String endName) throws MalformedFileException {
    return tuple(conditional, endName, false);
  }

  /** What stands in parentheses: an expression, or a tuple, which may be empty. */
  Expression parenthesised() throws MalformedFileException {
    return tuple(true, null, true);
  }

  private Expression tuple(boolean conditional, @Nullable String endName, boolean parenthesised)
      throws MalformedFileException {
    List<Expression> items = new ArrayList<>();
    boolean isTuple = false;
    while (!endsTuple(endName)) {
      items.add(expression(conditional));
      if (!tokens.skipOperator(",")) {
        break;
      }
      isTuple = true;
    }
    if (!isTuple && items.size() == 1) {
      return items.getFirst();
    }
    if (!isTuple && !parenthesised) {
      throw tokens.wrong("an expression was expected and not " + tokens.peek().describe());
    }
    return new Expression.Items(Sequence.Kind.TUPLE, items);
  }

  private boolean endsTuple(@Nullable String endName) {
    return tokens.is(Token.Kind.VARIABLE_END)
        || tokens.is(Token.Kind.BLOCK_END)
        || tokens.isOperator(")")
        || endName != null && tokens.isName(endName);
  }

  private Expression conditional() throws MalformedFileException {
    Expression value = or();
    while (tokens.skipName("if")) {
      Expression test = or();
      Expression otherwise = tokens.skipName("else") ? expression() : null;
      value = new Expression.Conditional(test, value, otherwise);
    }
    return value;
  }

  private Expression or() throws MalformedFileException {
    Expression left = and();
    while (tokens.skipName("or")) {
      left = new Expression.Or(left, and());
    }
    return left;
  }

  private Expression and() throws MalformedFileException {
    Expression left = not();
    while (tokens.skipName("and")) {
      left = new Expression.And(left, not());
    }
    return left;
  }

  private Expression not() throws MalformedFileException {
    if (tokens.skipName("not")) {
      tokens.enter();
      Expression negated = new Expression.Not(not());
      tokens.leave();
      return negated;
    }
    return comparison();
  }

  private Expression comparison() throws MalformedFileException {
    Expression first = sum();
    List<String> operators = new ArrayList<>();
    List<Expression> operands = new ArrayList<>();
    while (true) {
      if (tokens.is(Token.Kind.OPERATOR) && COMPARISONS.contains(tokens.peek().value())) {
        operators.add(tokens.next().value());
      } else if (tokens.skipName("in")) {
        operators.add("in");
      } else if (tokens.isName("not") && tokens.peekSecond().isName("in")) {
        tokens.next();
        tokens.next();
        operators.add("not in");
      } else {
        break;
      }
      operands.add(sum());
    }
    return operators.isEmpty() ? first : new Expression.Comparison(first, operators, operands);
  }

  private Expression sum() throws MalformedFileException {
    Expression left = concat();
    while (true) {
      if (tokens.skipOperator("+")) {
        left = new Expression.Binary(Operator.ADD, left, concat());
      } else if (tokens.skipOperator("-")) {
        left = new Expression.Binary(Operator.SUBTRACT, left, concat());
      } else {
        return left;
      }
    }
  }

  private Expression concat() throws MalformedFileException {
    Expression first = product();
    if (!tokens.isOperator("~")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (tokens.skipOperator("~")) {
      parts.add(product());
    }
    return new Expression.Concat(parts);
  }

  private Expression product() throws MalformedFileException {
    Expression left = power();
    while (true) {
      Operator operator =
          switch (tokens.is(Token.Kind.OPERATOR) ? tokens.peek().value() : "") {
            case "*" -> Operator.MULTIPLY;
            case "/" -> Operator.DIVIDE;
            case "//" -> Operator.FLOOR_DIVIDE;
            case "%" -> Operator.MODULO;
            default -> null;
          };
      if (operator == null) {
        return left;
      }
      tokens.next();
      left = new Expression.Binary(operator, left, power());
    }
  }

  private Expression power() throws MalformedFileException {
    Expression left = unary(true);
    while (tokens.skipOperator("**")) {
      left = new Expression.Binary(Operator.POWER, left, unary(true));
    }
    return left;
  }

  private Expression unary(boolean filters) throws MalformedFileException {
    Expression value;
    if (tokens.isOperator("-") || tokens.isOperator("+")) {
      boolean negative = tokens.next().value().equals("-");
      tokens.enter();
      value = new Expression.Sign(negative, unary(false));
      tokens.leave();
    } else {
      value = operands.primary();
    }
    value = operands.postfix(value);
    return filters ? operands.filtersAndTests(value) : value;
  }
}
