package dev.bantam.layer;

/** The complementary error function. */
final class Erf {
  private Erf() {}

  /**
   * erfc(x) to about 1e-15 absolute: the Taylor series of erf near zero, Lentz's continued fraction
   * beyond. Source: Abramowitz and Stegun, 7.1.6 and 7.1.14.
   */
  static double erfc(double x) {
    double a = Math.abs(x);
    double tail = a < 2.5 ? 1 - series(a) : a > 27 ? 0 : fraction(a);
    return x < 0 ? 2 - tail : tail;
  }

  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-17 * sum; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  private static double fraction(double x) {
    double f = x;
    for (int n = 60; n > 0; n--) {
      f = x + n / 2.0 / f;
    }
    return Math.exp(-x * x) / (Math.sqrt(Math.PI) * f);
  }
}
