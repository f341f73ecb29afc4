package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 64 values in 36 bytes, four groups of 16: x = s / 2 L[q], where L is {@link Nibbles#E2M1} and s
 * an unsigned number of four exponent and three mantissa bits (UE4M3).
 *
 * <pre>
 *  0..3   s of each group
 *  4..35  q, 8 bytes for each group: byte j holds value j (low nibble) and value 8 + j (high nibble)
 * </pre>
 */
final class NVFP4 extends BlockKernel {
  NVFP4() {
    super(DType.NVFP4);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    for (int group = 0; group < 4; group++) {
      float d = halfScale(in[i + group] & 0xFF);
      Nibbles.decode(d, Nibbles.E2M1, in, i + 4 + 8 * group, 8, out, at + 16 * group);
    }
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    for (int group = 0; group < 4; group++) {
      int at = row.at + j + 16 * group;
      int scale = scaleBits(Math.abs(Fit.extreme(row.x, at, 16)) / 6);
      out[i + group] = (byte) scale;
      Nibbles.putE2M1(row.x, at, halfScale(scale), out, i + 4 + 8 * group, 8);
    }
  }

  /** Half of the UE4M3 number; bit 7 is not looked at, and the pattern of NaN counts as zero. */
  private static float halfScale(int bits) {
    if (bits == 0x7F) {
      return 0;
    }
    int exponent = bits >> 3 & 15;
    int mantissa = bits & 7;
    return exponent == 0
        ? Math.scalb((float) mantissa, -10)
        : Math.scalb(1 + mantissa / 8f, exponent - 8);
  }

  /**
   * A number that is not negative as UE4M3. Ties round up; as in ggml, what would take the largest
   * exponent becomes 448.
   */
  private static int scaleBits(float x) {
    int bits = Float.floatToRawIntBits(x);
    int exponent = (bits >> 23) - 127 + 7;
    if (exponent <= 0) {
      return Math.min(7, (int) (x * 512 + 0.5f));
    }
    int rounded = (exponent << 3 | bits >> 20 & 7) + (bits >> 19 & 1);
    return rounded < 15 << 3 ? rounded : 0x7E;
  }
}
