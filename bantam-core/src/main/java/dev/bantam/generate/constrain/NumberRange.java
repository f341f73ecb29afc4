package dev.bantam.generate.constrain;

import static dev.bantam.generate.constrain.Expression.choice;
import static dev.bantam.generate.constrain.Expression.empty;
import static dev.bantam.generate.constrain.Expression.range;
import static dev.bantam.generate.constrain.Expression.sequence;
import static dev.bantam.generate.constrain.Expression.text;

import dev.bantam.generate.constrain.SchemaNumbers.Bound;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Numbers within bounds, digit by digit. They have at most 15 digits that count, unless the bounds
 * have more: doubles (IEEE 754) tell all such apart, so that reading one does not move it over a
 * bound. Where a bound is missing, 15 digits are one.
 */
final class NumberRange {
  private static final int DIGITS = 15;

  /** Matches no text. */
  private static final Expression NOTHING = new Expression.Choice(List.of());

  private NumberRange() {}

  /** The integers from {@code low} to {@code high}; null if there are none. */
  static @Nullable Expression integers(@Nullable BigInteger low, @Nullable BigInteger high) {
    BigInteger first = low == null ? far(high).negate() : low;
    BigInteger last = high == null ? far(low) : high;
    List<Expression> ways = new ArrayList<>();
    if (first.signum() < 0) {
      BigInteger least = BigInteger.ONE.max(last.negate());
      ways.add(sequence(text("-"), whole(least, first.negate(), length -> empty())));
    }
    if (last.signum() >= 0) {
      ways.add(whole(BigInteger.ZERO.max(first), last, length -> empty()));
    }
    return first.compareTo(last) > 0 ? null : new Expression.Choice(ways);
  }

  /** The largest number of 15 digits, or of as many as the other bound has. */
  private static BigInteger far(@Nullable BigInteger other) {
    int digits = other == null ? 0 : other.abs().toString().length();
    return BigInteger.TEN.pow(Math.max(DIGITS, digits)).subtract(BigInteger.ONE);
  }

  /** The decimal fractions between bounds; null if there are none. */
  static @Nullable Expression decimals(@Nullable Bound low, @Nullable Bound high) {
    Bound first = low == null ? far(high).negated() : low;
    Bound last = high == null ? far(low) : high;
    int order = first.value().compareTo(last.value());
    if (order > 0 || order == 0 && (first.exclusive() || last.exclusive())) {
      return null;
    }
    List<Expression> ways = new ArrayList<>();
    if (first.value().signum() < 0) {
      boolean over = last.value().signum() >= 0;
      Bound least = over ? new Bound(BigDecimal.ZERO, true) : last.negated();
      ways.add(sequence(text("-"), positive(least, first.negated())));
    }
    int end = last.value().signum();
    if (end > 0 || end == 0 && !last.exclusive()) {
      boolean under = first.value().signum() < 0;
      ways.add(positive(under ? new Bound(BigDecimal.ZERO, false) : first, last));
    }
    return new Expression.Choice(ways);
  }

  private static Bound far(@Nullable Bound other) {
    return new Bound(
        new BigDecimal(far(other == null ? null : other.value().toBigInteger())), false);
  }

  /** Fractions between two bounds of which none is below 0. */
  private static Expression positive(Bound low, Bound high) {
    BigInteger first = low.value().toBigInteger();
    BigInteger last = high.value().toBigInteger();
    if (first.equals(last)) {
      Fraction fraction = new Fraction(DIGITS - first.toString().length());
      return sequence(text(first.toString()), fraction.between(low, high));
    }
    Fraction lowest = new Fraction(DIGITS - first.toString().length());
    Fraction highest = new Fraction(DIGITS - last.toString().length());
    List<Expression> ways = new ArrayList<>();
    ways.add(sequence(text(first.toString()), lowest.from(low)));
    ways.add(sequence(text(last.toString()), highest.to(high)));
    BigInteger next = first.add(BigInteger.ONE);
    BigInteger before = last.subtract(BigInteger.ONE);
    if (next.compareTo(before) <= 0) {
      ways.add(whole(next, before, length -> new Fraction(DIGITS - length).any()));
    }
    return new Expression.Choice(ways);
  }

  /**
   * Whole numbers, none below 0.
   *
   * @param after what follows one of so many digits
   */
  private static Expression whole(
      BigInteger first, BigInteger last, IntFunction<Expression> after) {
    List<Expression> ways = new ArrayList<>();
    int most = last.toString().length();
    for (int length = first.toString().length(); length <= most; length++) {
      BigInteger least = length == 1 ? BigInteger.ZERO : BigInteger.TEN.pow(length - 1);
      BigInteger greatest = BigInteger.TEN.pow(length).subtract(BigInteger.ONE);
      ways.add(
          sequence(
              sameLength(first.max(least).toString(), last.min(greatest).toString()),
              after.apply(length)));
    }
    return new Expression.Choice(ways);
  }

  /** Digits from {@code low} to {@code high}, which are equally many. */
  private static Expression sameLength(String low, String high) {
    if (low.isEmpty()) {
      return empty();
    }
    int rest = low.length() - 1;
    if (low.chars().allMatch(c -> c == '0') && high.chars().allMatch(c -> c == '9')) {
      return range('0', '9').times(low.length(), low.length());
    }
    char a = low.charAt(0);
    char b = high.charAt(0);
    if (a == b) {
      return sequence(range(a, a), sameLength(low.substring(1), high.substring(1)));
    }
    return choice(
        sequence(range(a, a), sameLength(low.substring(1), "9".repeat(rest))),
        sequence(range(a + 1, b - 1), range('0', '9').times(rest, rest)),
        sequence(range(b, b), sameLength("0".repeat(rest), high.substring(1))));
  }

  /** What follows the whole part of a number: nothing, or a point and digits. */
  private record Fraction(int room) {
    /** Any fraction. */
    Expression any() {
      return room > 0 ? sequence(text("."), digits(1, room)).optional() : empty();
    }

    /** One from that of a bound on. */
    Expression from(Bound bound) {
      String least = fraction(bound);
      if (!least.isEmpty()) {
        return sequence(text("."), from(least, bound.exclusive(), room));
      }
      return bound.exclusive() ? sequence(text("."), from("", true, room)) : any();
    }

    /** One up to that of a bound. */
    Expression to(Bound bound) {
      String most = fraction(bound);
      if (most.isEmpty()) {
        return bound.exclusive() ? NOTHING : empty();
      }
      return choice(empty(), sequence(text("."), to(most, bound.exclusive(), room)));
    }

    /** One between those of two bounds, whose whole parts are equal. */
    Expression between(Bound low, Bound high) {
      String least = fraction(low);
      String most = fraction(high);
      if (least.equals(most)) {
        return least.isEmpty() ? empty() : text("." + least);
      }
      Expression digits =
          sequence(text("."), between(least, low.exclusive(), most, high.exclusive(), room));
      return least.isEmpty() && !low.exclusive() ? choice(empty(), digits) : digits;
    }

    private static String fraction(Bound bound) {
      BigDecimal part = bound.value().subtract(bound.value().setScale(0, RoundingMode.DOWN));
      return part.signum() == 0 ? "" : part.stripTrailingZeros().toPlainString().substring(2);
    }

    /** Digits that make no less than {@code least}; more than it, if that is exclusive. */
    private static Expression from(String least, boolean exclusive, int room) {
      if (least.isEmpty()) {
        if (!exclusive) {
          return digits(0, room);
        }
        int zeros = Math.min(4, room - 1);
        return room < 1
            ? NOTHING
            : sequence(text("0").times(0, zeros), range('1', '9'), digits(0, room - 1 - zeros));
      }
      char c = least.charAt(0);
      return choice(
          sequence(range(c + 1, '9'), digits(0, room - 1)),
          sequence(range(c, c), from(least.substring(1), exclusive, room - 1)));
    }

    /** At least one digit, all together no more than {@code most}, which is not empty. */
    private static Expression to(String most, boolean exclusive, int room) {
      char c = most.charAt(0);
      return choice(
          sequence(range('0', c - 1), digits(0, room - 1)),
          sequence(range(c, c), afterEqual(most.substring(1), exclusive, room - 1)));
    }

    private static Expression afterEqual(String most, boolean exclusive, int room) {
      if (most.isEmpty()) {
        return exclusive ? NOTHING : empty();
      }
      return choice(empty(), to(most, exclusive, room)); // shorter is less
    }

    private static Expression between(
        String least, boolean afterLeast, String most, boolean beforeMost, int room) {
      char a = least.isEmpty() ? '0' : least.charAt(0);
      char b = most.charAt(0);
      String restOfLeast = least.isEmpty() ? "" : least.substring(1);
      if (a == b) {
        Expression rest = between(restOfLeast, afterLeast, most.substring(1), beforeMost, room - 1);
        return sequence(range(a, a), rest);
      }
      return choice(
          sequence(range(a, a), from(restOfLeast, afterLeast, room - 1)),
          sequence(range(a + 1, b - 1), digits(0, room - 1)),
          sequence(range(b, b), afterEqual(most.substring(1), beforeMost, room - 1)));
    }

    private static Expression digits(int min, int max) {
      return range('0', '9').times(min, Math.max(min, max));
    }
  }
}
