package dev.bantam.kernel;

/**
 * Four-bit codes that stand for the values of a table: half of a group in low nibbles, half in
 * high.
 */
final class Nibbles {
  /** The 16 levels of IQ4_NL and IQ4_XS: denser near zero, as weights are. */
  static final float[] NON_LINEAR = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  /** Twice the values of E2M1: sign, two exponent bits, one mantissa bit (OCP MX 1.0, table 5). */
  static final float[] E2M1 = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

  private Nibbles() {}

  /**
   * out[at + j] = d table[low nibble of byte i + j], out[at + bytes + j] = d table[high nibble].
   */
  static void decode(float d, float[] table, byte[] in, int i, int bytes, float[] out, int at) {
    for (int j = 0; j < bytes; j++) {
      int q = in[i + j];
      out[at + j] = d * table[q & 15];
      out[at + bytes + j] = d * table[q >> 4 & 15];
    }
  }
}
