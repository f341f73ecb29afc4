package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 64 values in 18 bytes: x = d (q - 1), q in 0..3.
 *
 * <pre>
 *  0..1   d, binary16
 *  2..17  q: byte j holds values 4 j, 4 j + 1, 4 j + 2, 4 j + 3, two bits each
 * </pre>
 */
final class Q2_0 extends BlockKernel {
  Q2_0() {
    super(DType.Q2_0);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    for (int j = 0; j < 64; j++) {
      out[at + j] = ((in[i + 2 + (j >> 2)] >> 2 * (j & 3) & 3) - 1) * d;
    }
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    int at = row.at + j;
    float d = Math.abs(Fit.extreme(row.x, at, 64));
    float inverse = d > 0 ? 1 / d : 0;
    putHalf(out, i, d);
    for (int l = 0; l < 64; l++) {
      int q = Math.max(0, Math.min(3, Fit.round(row.x[at + l] * inverse) + 1));
      out[i + 2 + (l >> 2)] |= (byte) (q << 2 * (l & 3));
    }
  }
}
