package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 32 values in 17 bytes: x = 2^(e - 128) L[q], where L is {@link Nibbles#E2M1}. Source: OCP
 * Microscaling Formats (MX) 1.0.
 *
 * <pre>
 *  0      e, unsigned
 *  1..16  q: byte j holds value j (low nibble) and value 16 + j (high nibble)
 * </pre>
 */
final class MXFP4 extends BlockKernel {
  MXFP4() {
    super(DType.MXFP4);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    Nibbles.decode(power(in[i] & 0xFF), Nibbles.E2M1, in, i + 1, 16, out, at);
  }

  /** 2^(e - 128), by its bits: the two smallest are subnormal. */
  static float power(int e) {
    return Float.intBitsToFloat(e < 2 ? 0x200000 << e : e - 1 << 23);
  }
}
