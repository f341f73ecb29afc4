package dev.bantam.kernel;

import dev.bantam.kernel.machine.LaneCode;
import dev.bantam.kernel.machine.LaneProgram;
import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;

/**
 * 256 values in 144 bytes, eight groups of 32: x = d s q - dmin m, q in 0..15, s and m in 0..63.
 *
 * <pre>
 *   0..1    d, binary16
 *   2..3    dmin, binary16
 *   4..15   s and m of each group, see {@link ScalesK}
 *  16..143  q: byte 32 p + j holds value j of group 2 p (low nibble) and of group 2 p + 1 (high nibble)
 * </pre>
 */
final class Q4_K extends BlockKernel {
  Q4_K() {
    super(DType.Q4_K);
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
    VectorSuperblocks.q4_K(w, a, b, k, x, xAt, sums, at);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    float dmin = half(in, i + 2);
    for (int pair = 0; pair < 4; pair++) {
      float d1 = d * ScalesK.scale(in, i + 4, 2 * pair);
      float m1 = dmin * ScalesK.minimum(in, i + 4, 2 * pair);
      float d2 = d * ScalesK.scale(in, i + 4, 2 * pair + 1);
      float m2 = dmin * ScalesK.minimum(in, i + 4, 2 * pair + 1);
      int q = i + 16 + 32 * pair;
      int o = at + 64 * pair;
      Unpack.bits(in, q, 0, 15, 0, d1, m1, out, o, 32);
      Unpack.bits(in, q, 4, 15, 0, d2, m2, out, o + 32, 32);
    }
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    int[] levels = GroupsK.encodeAffine(row, j, 15, -1, 20, out, i);
    GroupsK.putNibbles(levels, out, i + 16);
  }

  private static final class Lanes extends ScalesK.Lanes {
    static final LaneProgram PROGRAM = new Lanes();

    Lanes() {
      super(144, 36);
    }

    @Override
    protected void codes(LaneCode c, int step) {
      c.nibbles(4 + step / 16 * 8 + step % 8, step % 16 >= 8);
    }
  }
}
