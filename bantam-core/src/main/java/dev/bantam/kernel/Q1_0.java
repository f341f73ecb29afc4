package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 128 values in 18 bytes: x = d or -d.
 *
 * <pre>
 *  0..1   d, binary16
 *  2..17  bit j mod 8 of byte j / 8 is set where value j is d
 * </pre>
 */
final class Q1_0 extends BlockKernel {
  Q1_0() {
    super(DType.Q1_0);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    for (int j = 0; j < 128; j++) {
      out[at + j] = (in[i + 2 + (j >> 3)] >> (j & 7) & 1) != 0 ? d : -d;
    }
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    float sum = 0;
    for (int l = 0; l < 128; l++) {
      float v = row.x[row.at + j + l];
      sum += Math.abs(v);
      if (v >= 0) {
        out[i + 2 + (l >> 3)] |= (byte) (1 << (l & 7));
      }
    }
    putHalf(out, i, sum / 128);
  }
}
