package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 256 values in 54 bytes: x = d (t - 1), t in 0..2. A byte holds five base-3 digits t0..t4 as the
 * fraction 0.t0 t1 t2 t3 t4, rounded up, of 256: multiplying its low eight bits by three shifts the
 * next digit out at the top.
 *
 * <pre>
 *   0..31  digit n of byte j is value 32 n + j
 *  32..47  digit n of byte j is value 160 + 16 n + j
 *  48..51  digit n of byte j is value 240 + 4 n + j (four digits only)
 *  52..53  d, binary16
 * </pre>
 */
final class TQ1_0 extends BlockKernel {
  private static final int[] POWERS = {1, 3, 9, 27, 81};

  TQ1_0() {
    super(DType.TQ1_0);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i + 52);
    decodeDigits(d, in, i, 32, 5, out, at);
    decodeDigits(d, in, i + 32, 16, 5, out, at + 160);
    decodeDigits(d, in, i + 48, 4, 4, out, at + 240);
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    int at = row.at + j;
    float d = Math.abs(Fit.extreme(row.x, at, 256));
    float inverse = d != 0 ? 1 / d : 0;
    encodeDigits(inverse, row.x, at, 32, 5, out, i);
    encodeDigits(inverse, row.x, at + 160, 16, 5, out, i + 32);
    encodeDigits(inverse, row.x, at + 240, 4, 4, out, i + 48);
    putHalf(out, i + 52, d);
  }

  private static void decodeDigits(
      float d, byte[] in, int i, int bytes, int digits, float[] out, int at) {
    for (int n = 0; n < digits; n++) {
      for (int j = 0; j < bytes; j++) {
        int shifted = in[i + j] * POWERS[n] & 0xFF;
        out[at + n * bytes + j] = ((shifted * 3 >> 8) - 1) * d;
      }
    }
  }

  private static void encodeDigits(
      float inverse, float[] x, int at, int bytes, int digits, byte[] out, int i) {
    for (int j = 0; j < bytes; j++) {
      int q = 0;
      for (int n = 0; n < 5; n++) {
        int digit = n < digits ? Fit.round(x[at + n * bytes + j] * inverse) + 1 : 0;
        q = 3 * q + digit;
      }
      out[i + j] = (byte) ((q * 256 + 242) / 243);
    }
  }
}
