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
}
