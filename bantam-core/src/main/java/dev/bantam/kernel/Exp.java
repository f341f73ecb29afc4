package dev.bantam.kernel;

/**
 * e to the power of x in single precision, to a relative error below 2e-7: x = n ln 2 + r, where
 * the power of r is a polynomial (coefficients: Moshier's Cephes library, {@code expf}). {@link
 * VectorMath#exp} takes the same steps.
 */
final class Exp {
  /** Beyond these the result is infinite or zero. */
  static final float MOST = 89;

  static final float LEAST = -104;
  static final float LOG2_E = 1.442695f;

  /** Adding it rounds a number to an integer, which is then found in its lowest bits. */
  static final float ROUND = 0x1.8p23f;

  static final float LN2_HIGH = 0x1.63p-1f;
  static final float LN2_LOW = -2.1219444e-4f;
  static final float P0 = 1.9875691e-4f;
  static final float P1 = 0.0013981999f;
  static final float P2 = 0.008333452f;
  static final float P3 = 0.041665796f;
  static final float P4 = 0.16666666f;
  static final float P5 = 0.5f;

  private Exp() {}

  static float of(float x) {
    float v = Math.max(Math.min(x, MOST), LEAST);
    float rounded = Math.fma(v, LOG2_E, ROUND);
    float n = rounded - ROUND;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, v));
    float p = Math.fma(P0, r, P1);
    p = Math.fma(p, r, P2);
    p = Math.fma(p, r, P3);
    p = Math.fma(p, r, P4);
    p = Math.fma(p, r, P5);
    p = Math.fma(p, r * r, r + 1);
    // In two factors, since 2 to the n itself may be too small or too large.
    int power = Float.floatToRawIntBits(rounded) - Float.floatToRawIntBits(ROUND);
    int half = power >> 1;
    return p * powerOfTwo(half) * powerOfTwo(power - half);
  }

  private static float powerOfTwo(int n) {
    return Float.intBitsToFloat(n + 127 << 23);
  }
}
