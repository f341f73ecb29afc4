package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 32 values in 34 bytes: x = d q.
 *
 * <pre>
 *  0..1   d, binary16
 *  2..33  q, signed bytes
 * </pre>
 */
final class Q8_0 extends BlockKernel {
  Q8_0() {
    super(DType.Q8_0);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    for (int j = 0; j < 32; j++) {
      out[at + j] = in[i + 2 + j] * d;
    }
  }
}
