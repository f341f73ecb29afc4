package dev.bantam.generate.constrain;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Numbers of JSON schemas: the bounds that its keywords set. */
final class SchemaNumbers {
  /** Bounds further out do not bound: what is written has fewer digits. */
  private static final BigDecimal FAR = BigDecimal.TEN.pow(30);

  /**
   * An end of a range.
   *
   * @param exclusive whether the value itself is outside
   */
  record Bound(BigDecimal value, boolean exclusive) {
    Bound negated() {
      return new Bound(value.negate(), exclusive);
    }
  }

  private SchemaNumbers() {}

  static Expression integer(SchemaFields schema) {
    Bound low = low(schema);
    Bound high = high(schema);
    if (low == null && high == null) {
      return JsonRules.INTEGER;
    }
    return check(schema, NumberRange.integers(first(low), last(high)));
  }

  private static @Nullable BigInteger first(@Nullable Bound low) {
    if (low == null) {
      return null;
    }
    BigInteger first = low.value.setScale(0, RoundingMode.CEILING).toBigInteger();
    boolean outside = low.exclusive && new BigDecimal(first).compareTo(low.value) == 0;
    return outside ? first.add(BigInteger.ONE) : first;
  }

  private static @Nullable BigInteger last(@Nullable Bound high) {
    BigInteger negated = first(high == null ? null : high.negated());
    return negated == null ? null : negated.negate();
  }

  static Expression number(SchemaFields schema) {
    Bound low = low(schema);
    Bound high = high(schema);
    if (low == null && high == null) {
      return JsonRules.NUMBER;
    }
    return check(schema, NumberRange.decimals(low, high));
  }

  private static Expression check(SchemaFields schema, @Nullable Expression range) {
    if (range == null) {
      throw SchemaException.nothing(schema.path(), "no number is within its bounds");
    }
    return range;
  }

  private static @Nullable Bound low(SchemaFields schema) {
    Bound bound = bound(schema, "minimum", "exclusiveMinimum");
    if (bound != null && bound.value.compareTo(FAR) > 0) {
      throw SchemaException.of(schema.path(), "'minimum' is supported up to 10^30");
    }
    return bound == null || bound.value.compareTo(FAR.negate()) < 0 ? null : bound;
  }

  private static @Nullable Bound high(SchemaFields schema) {
    Bound bound = bound(schema, "maximum", "exclusiveMaximum");
    if (bound != null && bound.value.compareTo(FAR.negate()) < 0) {
      throw SchemaException.of(schema.path(), "'maximum' is supported from -10^30 on");
    }
    return bound == null || bound.value.compareTo(FAR) > 0 ? null : bound;
  }

  /** The stricter of both keywords; the exclusive one was true or false up to draft 4. */
  private static @Nullable Bound bound(SchemaFields schema, String key, String exclusiveKey) {
    BigDecimal value = schema.number(key);
    if (schema.find(exclusiveKey) instanceof Boolean exclusive) {
      return value == null ? null : new Bound(value, exclusive);
    }
    BigDecimal outside = schema.number(exclusiveKey);
    if (outside == null) {
      return value == null ? null : new Bound(value, false);
    }
    boolean stricter =
        value == null
            || (key.equals("minimum")
                ? outside.compareTo(value) >= 0
                : outside.compareTo(value) <= 0);
    return stricter ? new Bound(outside, true) : new Bound(value, false);
  }
}
