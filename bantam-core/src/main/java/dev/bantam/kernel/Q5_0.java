package dev.bantam.kernel;

import dev.bantam.kernel.machine.LaneCode;
import dev.bantam.kernel.machine.LaneProgram;
import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;

/**
 * 32 values in 22 bytes: x = d (q - 16), q in 0..31.
 *
 * <pre>
 *  0..1   d, binary16
 *  2..5   bit 4 of every q: bit j of the 32-bit number is value j's
 *  6..21  bits 0..3: byte j holds value j (low nibble) and value 16 + j (high nibble)
 * </pre>
 */
final class Q5_0 extends BlockKernel {
  Q5_0() {
    super(DType.Q5_0);
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
    VectorQuants.q5_0(w, a, b, k, x, xAt, sums, at);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    int high = i32(in, i + 2);
    for (int j = 0; j < 16; j++) {
      int q = in[i + 6 + j];
      out[at + j] = ((q & 15 | (high >>> j & 1) << 4) - 16) * d;
      out[at + 16 + j] = ((q >> 4 & 15 | (high >>> 16 + j & 1) << 4) - 16) * d;
    }
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    int[] levels = new int[32];
    putHalf(out, i, Blocks32.symmetric(row, j, 16, levels));
    Blocks32.putFifthBits(levels, out, i + 2);
    Nibbles.put(levels, 0, out, i + 6, 16);
  }

  private static final class Lanes extends LaneProgram {
    static final LaneProgram PROGRAM = new Lanes();

    Lanes() {
      super(32, 32, 22, 5, 2, 0);
    }

    @Override
    protected int zero() {
      return 16;
    }

    @Override
    protected boolean permutesBytes() {
      return true;
    }

    @Override
    protected void scales(LaneCode c, int g) {
      c.half(c.scale);
    }

    @Override
    protected void codes(LaneCode c, int step) {
      c.nibbles(1 + step % 4, step >= 4);
      Blocks32.addFifthBits(c, 0, step);
    }
  }
}
