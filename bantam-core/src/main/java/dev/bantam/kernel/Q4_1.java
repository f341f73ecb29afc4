package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 32 values in 20 bytes: x = d q + m, q in 0..15.
 *
 * <pre>
 *  0..1   d, binary16
 *  2..3   m, binary16
 *  4..19  q: byte j holds value j (low nibble) and value 16 + j (high nibble)
 * </pre>
 */
final class Q4_1 extends BlockKernel {
  Q4_1() {
    super(DType.Q4_1);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    float m = half(in, i + 2);
    Unpack.bits(in, i + 4, 0, 15, 0, d, -m, out, at, 16);
    Unpack.bits(in, i + 4, 4, 15, 0, d, -m, out, at + 16, 16);
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    int[] levels = new int[32];
    Fit.Line line = Blocks32.affine(row, j, 15, levels);
    putHalf(out, i, line.scale());
    putHalf(out, i + 2, -line.minimum());
    Nibbles.put(levels, 0, out, i + 4, 16);
  }
}
