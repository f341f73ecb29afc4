package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 256 values in 56 bytes, 16 groups of 16: x = d (2 s + 1) (v + e), s in 0..7, e = 1/8 or -1/8 for
 * each eight, where each eight v are a point of {@link Codebook#IQ1_S}.
 *
 * <pre>
 *   0..31  bits 0..7 of the point number of each eight values
 *  32..47  a nibble for each eight values: bits 8..10 of the point number, and bit 3 set where e is negative
 *  48..55  four 16-bit numbers: number p holds s of groups 4 p .. 4 p + 3 in three bits each, and bits 4 p ..
 *          4 p + 3 of d (binary16) in its upper four bits
 * </pre>
 */
final class IQ1_M extends BlockKernel {
  IQ1_M() {
    super(DType.IQ1_M);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    int bits = 0;
    for (int p = 0; p < 4; p++) {
      bits |= u16(in, i + 48 + 2 * p) >> 12 << 4 * p;
    }
    float d = Float.float16ToFloat((short) bits);
    for (int l = 0; l < 32; l++) {
      int group = l >> 1;
      int s = u16(in, i + 48 + 2 * (group >> 2)) >> 3 * (group & 3) & 7;
      int code = in[i + 32 + group] >> 4 * (l & 1);
      float shift = (code & 8) != 0 ? -IQ1_S.SHIFT : IQ1_S.SHIFT;
      int point = in[i + l] & 0xFF | (code & 7) << 8;
      IQ1_S.decodePoint(point, d * (2 * s + 1), shift, out, at + 8 * l);
    }
  }
}
