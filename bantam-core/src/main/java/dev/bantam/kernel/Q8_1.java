package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 32 values in 36 bytes: x = d q. ggml uses it for activations; a file never holds it.
 *
 * <pre>
 *  0..1   d, binary16
 *  2..3   d times the sum of all q, binary16
 *  4..35  q, signed bytes
 * </pre>
 */
final class Q8_1 extends BlockKernel {
  Q8_1() {
    super(DType.Q8_1);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    for (int j = 0; j < 32; j++) {
      out[at + j] = in[i + 4 + j] * d;
    }
  }
}
