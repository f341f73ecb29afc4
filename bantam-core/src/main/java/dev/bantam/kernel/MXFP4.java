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

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    int at = row.at + j;
    float max = Math.abs(Fit.extreme(row.x, at, 32));
    // The logarithm rounded to binary32 is what decides: a value just below a power of two counts
    // as one.
    float log = (float) (Math.log(max) / Math.log(2));
    int e = max > 0 ? (int) Math.floor(log) + 125 : 0;
    out[i] = (byte) e;
    Nibbles.putE2M1(row.x, at, power(e & 0xFF), out, i + 1, 16);
  }

  /** 2^(e - 128), by its bits: the two smallest are subnormal. */
  static float power(int e) {
    return Float.intBitsToFloat(e < 2 ? 0x200000 << e : e - 1 << 23);
  }
}
