package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 256 values in 292 bytes: x = d q. ggml uses it for activations; a file never holds it.
 *
 * <pre>
 *    0..3    d, binary32
 *    4..259  q, signed bytes
 *  260..291  sums of q over 16 values each, signed 16-bit
 * </pre>
 */
final class Q8_K extends BlockKernel {
  Q8_K() {
    super(DType.Q8_K);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = Float.intBitsToFloat(i32(in, i));
    for (int j = 0; j < 256; j++) {
      out[at + j] = d * in[i + 4 + j];
    }
  }
}
