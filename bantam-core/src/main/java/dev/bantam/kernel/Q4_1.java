package dev.bantam.kernel;

import dev.bantam.kernel.machine.LaneCode;
import dev.bantam.kernel.machine.LaneProgram;
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
  LaneProgram lanes() {
    return Lanes.PROGRAM;
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

  private static final class Lanes extends LaneProgram {
    static final LaneProgram PROGRAM = new Lanes();

    Lanes() {
      super(32, 32, 20, 5, 0, NO_HALF);
    }

    @Override
    protected void scales(LaneCode c, int g) {
      c.load(c.t, 0);
      c.lowHalf(c.scale, c.t);
      c.highHalf(c.offset, c.t);
    }

    @Override
    protected void codes(LaneCode c, int step) {
      c.nibbles(1 + step % 4, step >= 4);
    }
  }
}
