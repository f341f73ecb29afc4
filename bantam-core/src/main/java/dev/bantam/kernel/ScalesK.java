package dev.bantam.kernel;

/** How the K-quants pack the six-bit scales of a block of 256 values into 12 bytes. */
final class ScalesK {
  private ScalesK() {}

  /**
   * Scale {@code s} of the eight of Q4_K and Q5_K. Bytes 0..3 hold scales 0..3 in their low six
   * bits, bytes 4..7 the minima 0..3; byte 8 + s holds the low nibbles of scale 4 + s and minimum 4
   * + s, whose upper two bits are the free top bits of bytes s and 4 + s.
   *
   * @param i index of the first of the 12 bytes
   */
  static int scale(byte[] in, int i, int s) {
    return s < 4 ? in[i + s] & 63 : in[i + 4 + s] & 15 | (in[i + s - 4] & 0xC0) >> 2;
  }

  /** Minimum {@code s} of the eight of Q4_K and Q5_K, packed as {@link #scale} says. */
  static int minimum(byte[] in, int i, int s) {
    return s < 4 ? in[i + 4 + s] & 63 : in[i + 4 + s] >> 4 & 15 | (in[i + s] & 0xC0) >> 2;
  }

  /** Packs scale and minimum {@code s} into bytes that are zero where nothing was packed yet. */
  static void put(byte[] out, int i, int s, int scale, int minimum) {
    if (s < 4) {
      out[i + s] = (byte) scale;
      out[i + 4 + s] = (byte) minimum;
    } else {
      out[i + 4 + s] = (byte) (scale & 15 | (minimum & 15) << 4);
      out[i + s - 4] |= (byte) (scale >> 4 << 6);
      out[i + s] |= (byte) (minimum >> 4 << 6);
    }
  }

  /**
   * Scale {@code s} of the 16 of Q3_K, in 0..63. Byte s mod 8 holds the low nibble of scale s
   * (scales 8..15 in the high half); byte 8 + s mod 4 holds its upper two bits at bit 2 (s / 4).
   */
  static int scale3(byte[] in, int i, int s) {
    int low = in[i + (s & 7)] >> (s < 8 ? 0 : 4) & 15;
    int high = in[i + 8 + (s & 3)] >> 2 * (s >> 2) & 3;
    return low | high << 4;
  }

  /** Packs scale {@code s} of Q3_K into bytes that are zero where nothing was packed yet. */
  static void put3(byte[] out, int i, int s, int scale) {
    out[i + (s & 7)] |= (byte) ((scale & 15) << (s < 8 ? 0 : 4));
    out[i + 8 + (s & 3)] |= (byte) (scale >> 4 << 2 * (s >> 2));
  }
}
