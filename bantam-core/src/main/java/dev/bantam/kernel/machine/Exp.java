package dev.bantam.kernel.machine;

/**
 * e to the power of x in single precision, to a relative error below 2e-7: x = n ln 2 + r, where
 * the power of r is a polynomial (coefficients: Moshier's Cephes library, {@code expf}). Vectors
 * and machine code ({@link ExpCompiler}) take the same steps.
 */
public final class Exp {
  /** Beyond these the result is infinite or zero. */
  public static final float MOST = 89;

  public static final float LEAST = -104;
  public static final float LOG2_E = 1.442695f;

  /** Adding it rounds a number to an integer, which is then found in its lowest bits. */
  public static final float ROUND = 0x1.8p23f;

  public static final float LN2_HIGH = 0x1.63p-1f;
  public static final float LN2_LOW = -2.1219444e-4f;
  public static final float P0 = 1.9875691e-4f;
  public static final float P1 = 0.0013981999f;
  public static final float P2 = 0.008333452f;
  public static final float P3 = 0.041665796f;
  public static final float P4 = 0.16666666f;
  public static final float P5 = 0.5f;

  private Exp() {}

  public static float of(float x) {
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
