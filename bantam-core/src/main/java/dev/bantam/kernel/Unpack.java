package dev.bantam.kernel;

/** Turns groups of stored codes into values, by vectors where there are any. */
final class Unpack {
  private static final boolean VECTORS = Simd.BITS >= 256;

  private Unpack() {}

  /** out[at + j] = d times the signed byte i + j, for j below n, a multiple of 16. */
  static void bytes(byte[] in, int i, float d, float[] out, int at, int n) {
    if (VECTORS) {
      VectorDecode.bytes(in, i, d, out, at, n);
      return;
    }
    for (int j = 0; j < n; j++) {
      out[at + j] = d * in[i + j];
    }
  }

  /**
   * out[at + j] = d (q - zero) - m for j below n, a multiple of 16, where q is (byte i + j >>
   * shift) & mask.
   */
  static void bits(
      byte[] in,
      int i,
      int shift,
      int mask,
      int zero,
      float d,
      float m,
      float[] out,
      int at,
      int n) {
    if (VECTORS) {
      VectorDecode.bits(in, i, shift, mask, zero, d, m, out, at, n);
      return;
    }
    for (int j = 0; j < n; j++) {
      out[at + j] = d * ((in[i + j] >> shift & mask) - zero) - m;
    }
  }

  /**
   * As {@link #bits}, with the upper bits of q in another byte: q is (byte low + j >> lowShift) &
   * lowMask, and above these bits (byte high + j >> highShift) & highMask.
   */
  static void bits(
      byte[] in,
      int low,
      int lowShift,
      int lowMask,
      int high,
      int highShift,
      int highMask,
      int zero,
      float d,
      float m,
      float[] out,
      int at,
      int n) {
    if (VECTORS) {
      VectorDecode.bits(
          in, low, lowShift, lowMask, high, highShift, highMask, zero, d, m, out, at, n);
      return;
    }
    int up = Integer.bitCount(lowMask);
    for (int j = 0; j < n; j++) {
      int q = in[low + j] >> lowShift & lowMask | (in[high + j] >> highShift & highMask) << up;
      out[at + j] = d * (q - zero) - m;
    }
  }

  /**
   * out[at + j] = d values[i + j] for the {@code n} coordinates (8 or 4) of a point, negated where
   * bit j of signs is set.
   */
  static void point(byte[] values, int i, int n, float d, int signs, float[] out, int at) {
    if (VECTORS && n == 8) {
      VectorDecode.point(values, i, d, signs, out, at);
      return;
    }
    for (int j = 0; j < n; j++) {
      int bits = Float.floatToRawIntBits(d * values[i + j]);
      out[at + j] = Float.intBitsToFloat(bits ^ signs >> j << 31);
    }
  }
}
