package dev.bantam.kernel;

/**
 * Four-bit codes that stand for the values of a table: half of a group in low nibbles, half in
 * high.
 */
final class Nibbles {
  /** Twice the values of E2M1: sign, two exponent bits, one mantissa bit (OCP MX 1.0, table 5). */
  static final float[] E2M1 = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

  private Nibbles() {}

  /** The reverse of {@link #decode}: packs the low four bits of codes[at .. at + 2 bytes). */
  static void put(int[] codes, int at, byte[] out, int i, int bytes) {
    for (int j = 0; j < bytes; j++) {
      out[i + j] = (byte) (codes[at + j] & 15 | codes[at + bytes + j] << 4);
    }
  }

  /** Packs codes two to a byte, the first in the low nibble. */
  static void putPairs(int[] codes, byte[] out, int i) {
    for (int p = 0; p < codes.length / 2; p++) {
      out[i + p] = (byte) (codes[2 * p] | codes[2 * p + 1] << 4);
    }
  }

  /**
   * The code of {@link #E2M1} whose value times {@code d} is nearest to {@code x}; the first of
   * them.
   */
  static int nearestE2M1(float x, float d) {
    int best = 0;
    float least = Math.abs(E2M1[0] * d - x);
    for (int q = 1; q < 16; q++) {
      float error = Math.abs(E2M1[q] * d - x);
      if (error < least) {
        best = q;
        least = error;
      }
    }
    return best;
  }

  /** Packs the codes of x[at .. at + 2 bytes) that are nearest at scale {@code d}. */
  static void putE2M1(float[] x, int at, float d, byte[] out, int i, int bytes) {
    int[] codes = new int[2 * bytes];
    for (int j = 0; j < codes.length; j++) {
      codes[j] = nearestE2M1(x[at + j], d);
    }
    put(codes, 0, out, i, bytes);
  }

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
