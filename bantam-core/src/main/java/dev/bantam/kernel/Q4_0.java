package dev.bantam.kernel;

import dev.bantam.kernel.machine.LaneCode;
import dev.bantam.kernel.machine.LaneProgram;
import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;

/**
 * 32 values in 18 bytes: x = d (q - 8), q in 0..15.
 *
 * <pre>
 *  0..1   d, binary16
 *  2..17  q: byte j holds value j (low nibble) and value 16 + j (high nibble)
 * </pre>
 */
final class Q4_0 extends BlockKernel {
  Q4_0() {
    super(DType.Q4_0);
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
    VectorQuants.q4_0(w, a, b, k, x, xAt, sums, at);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    Unpack.bits(in, i + 2, 0, 15, 8, d, 0, out, at, 16);
    Unpack.bits(in, i + 2, 4, 15, 8, d, 0, out, at + 16, 16);
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    int[] levels = new int[32];
    putHalf(out, i, Blocks32.symmetric(row, j, 8, levels));
    Nibbles.put(levels, 0, out, i + 2, 16);
  }

  private static final class Lanes extends LaneProgram {
    static final LaneProgram PROGRAM = new Lanes();

    Lanes() {
      super(32, 32, 18, 4, 2, 0);
    }

    @Override
    protected int zero() {
      return 8;
    }

    @Override
    protected void scales(LaneCode c, int g) {
      c.half(c.scale);
    }

    @Override
    protected void codes(LaneCode c, int step) {
      c.nibbles(step % 4, step >= 4);
    }
  }
}
