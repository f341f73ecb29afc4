package dev.bantam.kernel;

/**
 * Numbers rounded to BF16, to the nearest and ties to even, two in the 32 bits of a float array's
 * element: the first in the low half.
 */
final class Pairs {
  private static final int LOW_HALF = 0x7FFF;
  private static final int HIGH = 0xFFFF0000;

  private Pairs() {}

  /**
   * Puts neighbours together: pair i is x[2 i] and x[2 i + 1].
   *
   * @param n numbers of x from index {@code at}, even
   * @param out receives n / 2 pairs from index {@code to}
   */
  static void neighbours(float[] x, int at, int n, float[] out, int to) {
    int i = Simd.ENABLED ? VectorHalves.neighbours(x, at, n, out, to) : 0;
    for (; i < n; i += 2) {
      out[to + i / 2] = pair(x[at + i], x[at + i + 1]);
    }
  }

  /**
   * Puts two rows together: pair i is a[i] and b[i].
   *
   * @param n numbers of each, from index {@code aAt} and {@code bAt}
   * @param out receives n pairs from index {@code to}
   */
  static void rows(float[] a, int aAt, float[] b, int bAt, int n, float[] out, int to) {
    int i = Simd.ENABLED ? VectorHalves.rows(a, aAt, b, bAt, n, out, to) : 0;
    for (; i < n; i++) {
      out[to + i] = pair(a[aAt + i], b[bAt + i]);
    }
  }

  private static float pair(float low, float high) {
    return Float.intBitsToFloat(rounded(low) >>> 16 | rounded(high) & HIGH);
  }

  /** The number in BF16 in the upper half; the lower one is of no use. */
  private static int rounded(float x) {
    int bits = Float.floatToRawIntBits(x);
    return bits + LOW_HALF + (bits >>> 16 & 1);
  }
}
