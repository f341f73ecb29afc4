package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 256 values in 82 bytes, 16 groups of 16: x = d (s + 1/2) / 4 v, s in 0..15, where each eight
 * magnitudes are a point of {@link Codebook#IQ2_S}.
 *
 * <pre>
 *   0..1   d, binary16
 *   2..33  bits 0..7 of the point number of each eight values
 *  34..65  signs of each eight values: bit j of the byte is set where value j is negative
 *  66..73  bits 8..9 of the point numbers, four of them in a byte
 *  74..81  s: byte p holds that of group 2 p (low nibble) and 2 p + 1 (high nibble)
 * </pre>
 */
final class IQ2_S extends BlockKernel {
  IQ2_S() {
    super(DType.IQ2_S);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    for (int l = 0; l < 32; l++) {
      float dl = d * (0.5f + (in[i + 74 + (l >> 2)] >> 2 * (l & 2) & 15)) * 0.25f;
      int high = in[i + 66 + (l >> 2)] >> 2 * (l & 3) & 3;
      int point = in[i + 2 + l] & 0xFF | high << 8;
      Codebook.IQ2_S.decode(point, dl, in[i + 34 + l], out, at + 8 * l);
    }
  }
}
