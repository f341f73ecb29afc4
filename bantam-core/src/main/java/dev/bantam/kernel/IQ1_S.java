package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 256 values in 50 bytes, eight groups of 32: x = d (2 s + 1) (v + e), s in 0..7, e = 1/8 or -1/8,
 * where each eight v are a point of {@link Codebook#IQ1_S}.
 *
 * <pre>
 *   0..1   d, binary16
 *   2..33  bits 0..7 of the point number of each eight values
 *  34..49  a 16-bit number for each group: bits 8..10 of its four point numbers, three bits each, s in bits
 *          12..14, and bit 15 set where e is negative
 * </pre>
 */
final class IQ1_S extends BlockKernel {
  IQ1_S() {
    super(DType.IQ1_S);
  }

  /** The shift e of the points. */
  static final float SHIFT = 0.125f;

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    for (int group = 0; group < 8; group++) {
      int code = u16(in, i + 34 + 2 * group);
      float dl = d * (2 * (code >> 12 & 7) + 1);
      float shift = (code & 0x8000) != 0 ? -SHIFT : SHIFT;
      for (int l = 0; l < 4; l++) {
        int point = in[i + 2 + 4 * group + l] & 0xFF | (code >> 3 * l & 7) << 8;
        decodePoint(point, dl, shift, out, at + 32 * group + 8 * l);
      }
    }
  }

  /** out[at + j] = d (coordinate j of the point + shift). */
  static void decodePoint(int point, float d, float shift, float[] out, int at) {
    byte[] values = Codebook.IQ1_S.values;
    for (int j = 0; j < 8; j++) {
      out[at + j] = d * (values[8 * point + j] + shift);
    }
  }
}
