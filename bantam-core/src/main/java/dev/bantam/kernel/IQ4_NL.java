package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 32 values in 18 bytes: x = d L[q], where L is {@link Nibbles#NON_LINEAR}.
 *
 * <pre>
 *  0..1   d, binary16
 *  2..17  q: byte j holds value j (low nibble) and value 16 + j (high nibble)
 * </pre>
 */
final class IQ4_NL extends BlockKernel {
  IQ4_NL() {
    super(DType.IQ4_NL);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    Nibbles.decode(half(in, i), Nibbles.NON_LINEAR, in, i + 2, 16, out, at);
  }
}
