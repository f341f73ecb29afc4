package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 256 values in 84 bytes, 16 groups of 16: x = d s q - dmin m, q in 0..3, s and m in 0..15.
 *
 * <pre>
 *   0..15  s (low nibble) and m (high nibble) of each group
 *  16..79  q, 32 bytes for each half of 128 values: byte j holds values j, 32 + j, 64 + j, 96 + j of its half
 *  80..81  d, binary16
 *  82..83  dmin, binary16
 * </pre>
 */
final class Q2_K extends BlockKernel {
  Q2_K() {
    super(DType.Q2_K);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i + 80);
    float dmin = half(in, i + 82);
    for (int group = 0; group < 16; group++) {
      float dl = d * (in[i + group] & 15);
      float ml = dmin * (in[i + group] >> 4 & 15);
      int q = i + 16 + 32 * (group >> 3) + 16 * (group & 1);
      int shift = group & 6;
      for (int j = 0; j < 16; j++) {
        out[at + 16 * group + j] = dl * (in[q + j] >> shift & 3) - ml;
      }
    }
  }
}
