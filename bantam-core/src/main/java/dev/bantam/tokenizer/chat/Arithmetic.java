package dev.bantam.tokenizer.chat;

import dev.bantam.tokenizer.chat.Expression.Operator;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Operators on two values, as Python defines them; whole numbers must fit a long. */
final class Arithmetic {
  private Arithmetic() {}

  static Object apply(Rendering rendering, Operator operator, Object left, Object right) {
    if (left instanceof Text format && operator == Operator.MODULO) {
      return PercentFormat.format(rendering, format, right);
    }
    if (left instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (right instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (Values.isNumber(left) && Values.isNumber(right)) {
      return number(operator, left, right);
    }
    if (operator == Operator.ADD) {
      return add(rendering.meter(), left, right);
    }
    if (operator == Operator.MULTIPLY) {
      if (Values.isInteger(right)) {
        return repeat(rendering.meter(), left, right);
      }
      if (Values.isInteger(left)) {
        return repeat(rendering.meter(), right, left);
      }
    }
    throw unsupported(operator, left, right);
  }

  private static TemplateException unsupported(Operator operator, Object left, Object right) {
    if (operator == Operator.ADD && left instanceof Text) {
      return new TemplateException(
          "can only concatenate str (not \"" + Values.typeName(right) + "\") to str");
    }
    return new TemplateException(
        "unsupported operand type(s) for "
            + operator.symbol
            + ": '"
            + Values.typeName(left)
            + "' and '"
            + Values.typeName(right)
            + "'");
  }

  private static Object add(Meter meter, Object left, Object right) {
    if (left instanceof Text a && right instanceof Text b) {
      boolean markup = a.isMarkup() || b.isMarkup();
      TextBuilder out = new TextBuilder(meter);
      out.append(markup && !a.isMarkup() ? Markup.escape(meter, a) : a);
      out.append(markup && !b.isMarkup() ? Markup.escape(meter, b) : b);
      return out.text().asMarkup(markup);
    }
    if (left instanceof Sequence a
        && right instanceof Sequence b
        && a.kind() == b.kind()
        && (a.kind() == Sequence.Kind.LIST || a.kind() == Sequence.Kind.TUPLE)) {
      meter.steps((long) a.size() + b.size());
      List<Object> items = new ArrayList<>(a.size() + b.size());
      items.addAll(a.items());
      items.addAll(b.items());
      return Sequence.of(a.kind(), items);
    }
    throw unsupported(Operator.ADD, left, right);
  }

  private static Object repeat(Meter meter, Object value, Object count) {
    long times = Math.max(0, Values.integer(count));
    if (value instanceof Text text) {
      return new TextBuilder(meter).repeat(text, times).text().asMarkup(text.isMarkup());
    }
    if (value instanceof Sequence sequence
        && (sequence.kind() == Sequence.Kind.LIST || sequence.kind() == Sequence.Kind.TUPLE)) {
      if (sequence.size() == 0) {
        return sequence;
      }
      meter.steps(Math.multiplyExact(sequence.size(), times));
      List<Object> items = new ArrayList<>();
      Collections.nCopies((int) times, sequence.items()).forEach(items::addAll);
      return Sequence.of(sequence.kind(), items);
    }
    throw unsupported(Operator.MULTIPLY, value, count);
  }

  static Object sign(boolean negative, Object value) {
    return switch (value) {
      case Double number -> negative ? -number : number;
      case Undefined undefined -> throw undefined.failure();
      default -> {
        if (!Values.isInteger(value)) {
          throw new TemplateException(
              "bad operand type for unary "
                  + (negative ? "-" : "+")
                  + ": '"
                  + Values.typeName(value)
                  + "'");
        }
        long number = Values.integer(value);
        yield negative ? Math.negateExact(number) : number;
      }
    };
  }

  private static Object number(Operator operator, Object left, Object right) {
    if (Values.isInteger(left) && Values.isInteger(right)) {
      return whole(operator, Values.integer(left), Values.integer(right));
    }
    return real(operator, Values.real(left), Values.real(right));
  }

  private static Object whole(Operator operator, long a, long b) {
    boolean divides =
        operator == Operator.DIVIDE
            || operator == Operator.FLOOR_DIVIDE
            || operator == Operator.MODULO;
    if (divides && b == 0) {
      throw new TemplateException("division by zero");
    }
    return switch (operator) {
      case ADD -> Math.addExact(a, b);
      case SUBTRACT -> Math.subtractExact(a, b);
      case MULTIPLY -> Math.multiplyExact(a, b);
      case DIVIDE -> divide(a, b);
      case FLOOR_DIVIDE -> Math.floorDivExact(a, b);
      case MODULO -> Math.floorMod(a, b);
      case POWER -> b < 0 ? real(operator, (double) a, (double) b) : (Object) power(a, b);
    };
  }

  private static double divide(long a, long b) {
    long exact = 1L << 53;
    return Math.abs(a) <= exact && Math.abs(b) <= exact && a != Long.MIN_VALUE
        ? (double) a / b
        : new BigDecimal(a).divide(new BigDecimal(b), MathContext.DECIMAL128).doubleValue();
  }

  private static Object real(Operator operator, double a, double b) {
    if (b == 0
        && (operator == Operator.DIVIDE
            || operator == Operator.FLOOR_DIVIDE
            || operator == Operator.MODULO)) {
      throw new TemplateException("float division by zero");
    }
    return switch (operator) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case FLOOR_DIVIDE -> floorDivide(a, b);
      case MODULO -> modulo(a, b);
      case POWER -> power(a, b);
    };
  }

  private static double modulo(double a, double b) {
    double rest = a % b;
    if (rest == 0) {
      return Math.copySign(0.0, b);
    }
    return rest < 0 == b < 0 ? rest : rest + b;
  }

  private static double floorDivide(double a, double b) {
    double quotient = (a - modulo(a, b)) / b;
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }

  private static long power(long a, long b) {
    // Beyond this only 0, 1 and -1 fit, and for those just the parity of the exponent matters.
    return Math.powExact(a, (int) (b > 64 ? 64 + (b & 1) : b));
  }

  private static double power(double a, double b) {
    if (a == 0 && b < 0) {
      throw new TemplateException("0.0 cannot be raised to a negative power");
    }
    double result = Math.pow(a, b);
    if (Double.isNaN(result) && !Double.isNaN(a) && !Double.isNaN(b)) {
      throw new TemplateException("complex numbers are not supported");
    }
    if (Double.isInfinite(result) && !Double.isInfinite(a) && !Double.isInfinite(b)) {
      throw new TemplateException("numerical result out of range");
    }
    return result;
  }
}
