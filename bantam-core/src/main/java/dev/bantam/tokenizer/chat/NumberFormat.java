package dev.bantam.tokenizer.chat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers in the layouts of C's printf. */
final class NumberFormat {
  /** Most digits after the point. */
  static final int PRECISION = 400;

  private NumberFormat() {}

  /**
   * A number without sign.
   *
   * @param type one of f, e, g and their upper cases
   */
  static String magnitude(double value, char type, int precision) {
    if (precision > PRECISION) {
      throw new TemplateException("precision is over " + PRECISION);
    }
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      String word = Double.isNaN(value) ? "nan" : "inf";
      return Character.isUpperCase(type) ? word.toUpperCase(Locale.ROOT) : word;
    }
    BigDecimal number = new BigDecimal(Math.abs(value));
    String text =
        switch (Character.toLowerCase(type)) {
          case 'f' -> number.setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
          case 'e' -> exponential(number, precision);
          default -> general(number, Math.max(1, precision));
        };
    return Character.isUpperCase(type) ? text.toUpperCase(Locale.ROOT) : text;
  }

  private static BigDecimal rounded(BigDecimal number, int digits) {
    return number.round(new MathContext(digits, RoundingMode.HALF_EVEN));
  }

  private static int exponent(BigDecimal number) {
    return number.signum() == 0 ? 0 : number.precision() - number.scale() - 1;
  }

  private static String exponential(BigDecimal number, int precision) {
    BigDecimal rounded = rounded(number, precision + 1);
    int exponent = exponent(rounded);
    String mantissa =
        rounded.movePointLeft(exponent).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    return mantissa + exponentPart(exponent);
  }

  private static String exponentPart(int exponent) {
    int size = Math.abs(exponent);
    return (exponent < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
  }

  private static String general(BigDecimal number, int digits) {
    BigDecimal rounded = rounded(number, digits);
    int exponent = exponent(rounded);
    if (number.signum() == 0) {
      return "0";
    }
    BigDecimal short_ = rounded.stripTrailingZeros();
    if (exponent >= -4 && exponent < digits) {
      return short_.toPlainString();
    }
    return short_.movePointLeft(exponent).stripTrailingZeros().toPlainString()
        + exponentPart(exponent);
  }

  /** Puts a separator between groups of digits of a number's whole part. */
  static String group(String magnitude, char separator, int size) {
    int end = 0;
    while (end < magnitude.length() && Character.isLetterOrDigit(magnitude.charAt(end))) {
      end++;
    }
    StringBuilder out = new StringBuilder(magnitude);
    for (int i = end - size; i > 0; i -= size) {
      out.insert(i, separator);
    }
    return out.toString();
  }
}
