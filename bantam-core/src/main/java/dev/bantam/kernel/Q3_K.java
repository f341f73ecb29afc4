package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 256 values in 110 bytes, 16 groups of 16: x = d (s - 32) (q - 4), q in 0..7, s in 0..63.
 *
 * <pre>
 *    0..31   bit 2 of q: bit g of byte j belongs to value 32 g + j
 *   32..95   bits 0..1 of q, 32 bytes for each half of 128 values: byte j holds values j, 32 + j, 64 + j,
 *            96 + j of its half
 *   96..107  s of each group, see {@link ScalesK#scale3}
 *  108..109  d, binary16
 * </pre>
 */
final class Q3_K extends BlockKernel {
  Q3_K() {
    super(DType.Q3_K);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i + 108);
    for (int group = 0; group < 16; group++) {
      float dl = d * (ScalesK.scale3(in, i + 96, group) - 32);
      int h = i + 16 * (group & 1);
      int q = i + 32 + 32 * (group >> 3) + 16 * (group & 1);
      int shift = group & 6;
      for (int j = 0; j < 16; j++) {
        int level = in[q + j] >> shift & 3 | (in[h + j] >> (group >> 1) & 1) << 2;
        out[at + 16 * group + j] = dl * (level - 4);
      }
    }
  }
}
