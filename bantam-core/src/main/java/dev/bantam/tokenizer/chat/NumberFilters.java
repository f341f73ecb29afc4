package dev.bantam.tokenizer.chat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters that make numbers. */
final class NumberFilters {
  static final Map<String, Filters.Filter> FILTERS =
      Map.of(
          "abs", NumberFilters::absolute,
          "int", NumberFilters::toInteger,
          "float", NumberFilters::toReal,
          "round", NumberFilters::round);

  private NumberFilters() {}

  private static Object absolute(Rendering rendering, Object value, Arguments arguments) {
    arguments.bind("abs", 0);
    if (!Values.isNumber(value)) {
      throw new TemplateException("bad operand type for abs(): '" + Values.typeName(value) + "'");
    }
    return value instanceof Double number
        ? (Object) Math.abs(number)
        : Math.absExact(Values.integer(value));
  }

  private static Object toInteger(Rendering rendering, Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("int", 0, "default", "base");
    Object otherwise = bound.get(0, 0L);
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (Values.isInteger(value)) {
      return Values.integer(value);
    }
    if (value instanceof Text text) {
      rendering.meter().chars(text.chars());
      Long whole = whole(text.string(), (int) bound.integer(1, 10));
      if (whole != null) {
        return whole;
      }
    }
    Double real = value instanceof Text text ? real(text.string()) : asDouble(value);
    if (real == null || real.isNaN() || value instanceof Text && real.isInfinite()) {
      return otherwise;
    }
    if (Math.abs(real) >= 0x1p63) {
      throw new TemplateException("the number " + Printer.real(real) + " is too large");
    }
    return real.longValue();
  }

  private static @Nullable Double asDouble(Object value) {
    return value instanceof Double number ? number : null;
  }

  private static Object toReal(Rendering rendering, Object value, Arguments arguments) {
    Object otherwise = arguments.bind("float", 0, "default").get(0, 0.0);
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (Values.isNumber(value)) {
      return Values.real(value);
    }
    if (value instanceof Text text) {
      rendering.meter().chars(text.chars());
      Double real = real(text.string());
      return real == null ? otherwise : real;
    }
    return otherwise;
  }

  private static String stripped(String text) {
    int from = Chars.skipSpace(text, 0);
    return text.substring(from, Chars.trimSpace(text, from, text.length()));
  }

  /** A whole number as Python's {@code int} reads it; null where the text is none. */
  private static @Nullable Long whole(String text, int base) {
    String digits = stripped(text);
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    int radix = base;
    String prefix = digits.length() > 1 ? digits.substring(0, 2).toLowerCase(Locale.ROOT) : "";
    int prefixed = prefix.equals("0x") ? 16 : prefix.equals("0o") ? 8 : prefix.equals("0b") ? 2 : 0;
    if (prefixed > 0 && (base == 0 || base == prefixed)) {
      digits = digits.substring(2);
      radix = prefixed;
    } else if (base == 0) {
      radix = 10;
    }
    boolean underscores =
        !digits.startsWith("_") && !digits.endsWith("_") && !digits.contains("__");
    String bare = digits.replace("_", "");
    boolean valid = !bare.isEmpty() && underscores && radix >= 2 && radix <= 36;
    for (int i = 0; i < bare.length() && valid; i++) {
      valid = Character.digit(bare.charAt(i), radix) >= 0;
    }
    if (!valid) {
      return null;
    }
    try {
      return Long.parseLong((negative ? "-" : "") + bare, radix);
    } catch (NumberFormatException e) {
      throw new TemplateException("the number is too large");
    }
  }

  /** A number as Python's {@code float} reads it; null where the text is none. */
  private static @Nullable Double real(String text) {
    String digits = stripped(text).toLowerCase(Locale.ROOT);
    String bare = digits.startsWith("-") || digits.startsWith("+") ? digits.substring(1) : digits;
    double sign = digits.startsWith("-") ? -1 : 1;
    if (bare.equals("inf") || bare.equals("infinity")) {
      return sign * Double.POSITIVE_INFINITY;
    }
    if (bare.equals("nan")) {
      return Double.NaN;
    }
    for (int i = 0; i < bare.length(); i++) {
      char c = bare.charAt(i);
      boolean between =
          i > 0
              && i + 1 < bare.length()
              && Chars.isDigit(bare.charAt(i - 1))
              && Chars.isDigit(bare.charAt(i + 1));
      if (!Chars.isDigit(c) && ".e+-".indexOf(c) < 0 && !(c == '_' && between)) {
        return null;
      }
    }
    try {
      return bare.startsWith("+") || bare.startsWith("-")
          ? null
          : (Double) (sign * Double.parseDouble(bare.replace("_", "")));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static Object round(Rendering rendering, Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("round", 0, "precision", "method");
    int precision = Math.clamp(bound.integer(0, 0), -400, 400);
    String method = bound.text(1, Text.template("common")).string();
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (!Values.isNumber(value)) {
      throw new TemplateException(
          "type " + Values.typeName(value) + " doesn't define __round__ method");
    }
    RoundingMode mode =
        switch (method) {
          case "common" -> RoundingMode.HALF_EVEN;
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default -> throw new TemplateException("method must be common, ceil or floor");
        };
    if (mode != RoundingMode.HALF_EVEN) {
      double factor = Math.pow(10, precision);
      double scaled = Values.real(value) * factor;
      return (mode == RoundingMode.CEILING ? Math.ceil(scaled) : Math.floor(scaled)) / factor;
    }
    if (Values.isInteger(value)) {
      long whole = Values.integer(value);
      return precision >= 0
          ? whole
          : new BigDecimal(whole).setScale(precision, mode).longValueExact();
    }
    double real = Values.real(value);
    return Double.isFinite(real)
        ? (Object) new BigDecimal(real).setScale(precision, mode).doubleValue()
        : real;
  }
}
