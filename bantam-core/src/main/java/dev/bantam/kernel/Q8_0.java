package dev.bantam.kernel;

import dev.bantam.kernel.machine.LaneCode;
import dev.bantam.kernel.machine.LaneProgram;
import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;

/**
 * 32 values in 34 bytes: x = d q.
 *
 * <pre>
 *  0..1   d, binary16
 *  2..33  q, signed bytes
 * </pre>
 */
final class Q8_0 extends BlockKernel {
  Q8_0() {
    super(DType.Q8_0);
  }

  @Override
  LaneProgram lanes() {
    return Lanes.PROGRAM;
  }

  @Override
  boolean pairs() {
    return Simd.BITS >= 256;
  }

  @Override
  void pair(MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    VectorQuants.q8_0(w, a, b, k, x, xAt, sums, at);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    Unpack.bytes(in, i + 2, d, out, at, 32);
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    int at = row.at + j;
    float d = Math.abs(Fit.extreme(row.x, at, 32)) / 127;
    float inverse = d != 0 ? 1 / d : 0;
    putHalf(out, i, d);
    for (int l = 0; l < 32; l++) {
      out[i + 2 + l] = (byte) Fit.round(row.x[at + l] * inverse);
    }
  }

  private static final class Lanes extends LaneProgram {
    static final LaneProgram PROGRAM = new Lanes();

    Lanes() {
      super(32, 32, 34, 8, 2, 0);
    }

    @Override
    protected int zero() {
      return 128;
    }

    @Override
    protected void scales(LaneCode c, int g) {
      c.half(c.scale);
    }

    @Override
    protected void codes(LaneCode c, int step) {
      c.load(c.codes, step);
      c.xor(c.codes, c.codes, c.constant(0x80808080));
    }
  }
}
