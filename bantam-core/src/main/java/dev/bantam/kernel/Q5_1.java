package dev.bantam.kernel;

import dev.bantam.kernel.machine.LaneCode;
import dev.bantam.kernel.machine.LaneProgram;
import dev.bantam.tensor.DType;

/**
 * 32 values in 24 bytes: x = d q + m, q in 0..31.
 *
 * <pre>
 *  0..1   d, binary16
 *  2..3   m, binary16
 *  4..7   bit 4 of every q: bit j of the 32-bit number is value j's
 *  8..23  bits 0..3: byte j holds value j (low nibble) and value 16 + j (high nibble)
 * </pre>
 */
final class Q5_1 extends BlockKernel {
  Q5_1() {
    super(DType.Q5_1);
  }

  @Override
  LaneProgram lanes() {
    return Lanes.PROGRAM;
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    float m = half(in, i + 2);
    int high = i32(in, i + 4);
    for (int j = 0; j < 16; j++) {
      int q = in[i + 8 + j];
      out[at + j] = (q & 15 | (high >>> j & 1) << 4) * d + m;
      out[at + 16 + j] = (q >> 4 & 15 | (high >>> 16 + j & 1) << 4) * d + m;
    }
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    int[] levels = new int[32];
    Fit.Line line = Blocks32.affine(row, j, 31, levels);
    putHalf(out, i, line.scale());
    putHalf(out, i + 2, -line.minimum());
    Blocks32.putFifthBits(levels, out, i + 4);
    Nibbles.put(levels, 0, out, i + 8, 16);
  }

  private static final class Lanes extends LaneProgram {
    static final LaneProgram PROGRAM = new Lanes();

    Lanes() {
      super(32, 32, 24, 6, 0, NO_HALF);
    }

    @Override
    protected boolean permutesBytes() {
      return true;
    }

    @Override
    protected void scales(LaneCode c, int g) {
      c.load(c.t, 0);
      c.lowHalf(c.scale, c.t);
      c.highHalf(c.offset, c.t);
    }

    @Override
    protected void codes(LaneCode c, int step) {
      c.nibbles(2 + step % 4, step >= 4);
      Blocks32.addFifthBits(c, 1, step);
    }
  }
}
