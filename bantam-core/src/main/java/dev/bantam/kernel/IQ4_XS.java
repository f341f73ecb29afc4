package dev.bantam.kernel;

import dev.bantam.kernel.machine.LaneCode;
import dev.bantam.kernel.machine.LaneProgram;
import dev.bantam.tensor.DType;

/**
 * 256 values in 136 bytes, eight groups of 32: x = d (s - 32) L[q], where L is {@link
 * NonLinear#LEVELS} and s is in 0..63.
 *
 * <pre>
 *  0..1    d, binary16
 *  2..3    bits 4..5 of s: group g's are bits 2 g and 2 g + 1 of the 16-bit number
 *  4..7    bits 0..3 of s: byte p holds those of group 2 p (low nibble) and 2 p + 1 (high nibble)
 *  8..135  q, 16 bytes for each group: byte j holds value j (low nibble) and 16 + j (high nibble)
 * </pre>
 */
final class IQ4_XS extends BlockKernel {
  IQ4_XS() {
    super(DType.IQ4_XS);
  }

  @Override
  LaneProgram lanes() {
    return Lanes.PROGRAM;
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    int high = u16(in, i + 2);
    for (int group = 0; group < 8; group++) {
      int low = in[i + 4 + (group >> 1)] >> 4 * (group & 1) & 15;
      float dl = d * ((low | (high >> 2 * group & 3) << 4) - 32);
      Nibbles.decode(dl, NonLinear.LEVELS, in, i + 8 + 16 * group, 16, out, at + 32 * group);
    }
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    float[] scales = new float[8];
    float variance = 2 * row.sumOfSquares(j, 256) / 256;
    for (int g = 0; g < 8; g++) {
      scales[g] = NonLinear.scale(row, j + 32 * g, variance);
    }
    float d = -Fit.extreme(scales, 0, 8) / 32;
    putHalf(out, i, d);
    float inverse = d != 0 ? 1 / d : 0;
    int high = 0;
    for (int g = 0; g < 8; g++) {
      int s = Fit.level(inverse * scales[g], -32, 31);
      NonLinear.put(row.x, row.at + j + 32 * g, d * s, out, i + 8 + 16 * g);
      out[i + 4 + (g >> 1)] |= (byte) ((s + 32 & 15) << 4 * (g & 1));
      high |= s + 32 >> 4 << 2 * g;
    }
    putU16(out, i + 2, high);
  }

  private static final class Lanes extends LaneProgram {
    static final LaneProgram PROGRAM = new Lanes();

    Lanes() {
      super(256, 32, 136, 34, 0, NO_HALF);
    }

    @Override
    protected int zero() {
      return NonLinear.ZERO;
    }

    @Override
    protected void begin(LaneCode c) {
      c.load(c.t, 0);
      c.lowHalf(c.state(0), c.t);
    }

    @Override
    protected void scales(LaneCode c, int g) {
      c.load(c.t, 1);
      c.bits(c.scale, c.t, 4 * g, 4);
      c.load(c.t, 0);
      c.bits(c.t, c.t, 16 + 2 * g, 2);
      c.shiftLeft(c.t, c.t, 4);
      c.or(c.scale, c.scale, c.t);
      c.toFloats(c.scale, c.scale);
      c.addFloats(c.scale, c.scale, c.constant(-32f));
      c.multiply(c.scale, c.scale, c.state(0));
    }

    @Override
    protected void codes(LaneCode c, int step) {
      c.nibbles(2 + step / 8 * 4 + step % 4, step % 8 >= 4);
      c.lookUp16(c.codes, c.table(NonLinear.CODES), c.codes);
    }
  }
}
