package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 256 values in 74 bytes, 16 groups of 16: x = d (s + 1/2) / 4 v, s in 0..15, where each eight
 * magnitudes are a point of {@link Codebook#IQ2_XS} and the signs of each eight have even parity.
 *
 * <pre>
 *   0..1   d, binary16
 *   2..65  a 16-bit number for each eight values: point number in bits 0..8, seven signs above (see
 *          {@link Codebook#signs})
 *  66..73  s: byte p holds that of group 2 p (low nibble) and 2 p + 1 (high nibble)
 * </pre>
 */
final class IQ2_XS extends BlockKernel {
  IQ2_XS() {
    super(DType.IQ2_XS);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    for (int l = 0; l < 32; l++) {
      float dl = d * (0.5f + (in[i + 66 + (l >> 2)] >> 2 * (l & 2) & 15)) * 0.25f;
      int code = u16(in, i + 2 + 2 * l);
      Codebook.IQ2_XS.decode(code & 511, dl, Codebook.signs(code >> 9), out, at + 8 * l);
    }
  }
}
