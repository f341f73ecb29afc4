package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 256 values in 66 bytes: x = d (q - 1), q in 0..2.
 *
 * <pre>
 *   0..63  q, 32 bytes for each half of 128 values: byte j holds values j, 32 + j, 64 + j, 96 + j of its half
 *  64..65  d, binary16
 * </pre>
 */
final class TQ2_0 extends BlockKernel {
  TQ2_0() {
    super(DType.TQ2_0);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i + 64);
    for (int group = 0; group < 8; group++) {
      int q = i + 32 * (group >> 2);
      int shift = 2 * (group & 3);
      Unpack.bits(in, q, shift, 3, 1, d, 0, out, at + 32 * group, 32);
    }
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
    for (int l = 0; l < 256; l++) {
      int q = Fit.round(row.x[at + l] * inverse) + 1;
      out[i + 32 * (l >> 7) + (l & 31)] |= (byte) (q << 2 * (l >> 5 & 3));
    }
    putHalf(out, i + 64, d);
  }
}
