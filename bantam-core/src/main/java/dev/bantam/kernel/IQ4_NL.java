package dev.bantam.kernel;

import dev.bantam.kernel.machine.LaneCode;
import dev.bantam.kernel.machine.LaneProgram;
import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;

/**
 * 32 values in 18 bytes: x = d L[q], where L is {@link NonLinear#LEVELS}.
 *
 * <pre>
 *  0..1   d, binary16
 *  2..17  q: byte j holds value j (low nibble) and value 16 + j (high nibble)
 * </pre>
 */
final class IQ4_NL extends BlockKernel {
  IQ4_NL() {
    super(DType.IQ4_NL);
  }

  @Override
  LaneProgram lanes() {
    return Lanes.PROGRAM;
  }

  @Override
  boolean pairs() {
    return Simd.BITS == 512;
  }

  @Override
  void pair(MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    VectorQuants.iq4_nl(w, a, b, k, x, xAt, sums, at);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    Nibbles.decode(half(in, i), NonLinear.LEVELS, in, i + 2, 16, out, at);
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    float d = NonLinear.scale(row, j, 2 * row.sumOfSquares(j, 32) / 32);
    putHalf(out, i, d);
    NonLinear.put(row.x, row.at + j, d, out, i + 2);
  }

  private static final class Lanes extends LaneProgram {
    static final LaneProgram PROGRAM = new Lanes();

    Lanes() {
      super(32, 32, 18, 4, 2, 0);
    }

    @Override
    protected int zero() {
      return NonLinear.ZERO;
    }

    @Override
    protected void scales(LaneCode c, int g) {
      c.half(c.scale);
    }

    @Override
    protected void codes(LaneCode c, int step) {
      c.nibbles(step % 4, step >= 4);
      c.lookUp16(c.codes, c.table(NonLinear.CODES), c.codes);
    }
  }
}
