package dev.bantam.kernel;

import dev.bantam.kernel.machine.LaneCode;
import dev.bantam.kernel.machine.LaneProgram;
import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;

/**
 * 256 values in 176 bytes, eight groups of 32: x = d s q - dmin m, q in 0..31, s and m in 0..63.
 *
 * <pre>
 *   0..1    d, binary16
 *   2..3    dmin, binary16
 *   4..15   s and m of each group, see {@link ScalesK}
 *  16..47   bit 4 of q: bit g of byte j belongs to value j of group g
 *  48..175  bits 0..3 of q, packed as in {@link Q4_K}
 * </pre>
 */
final class Q5_K extends BlockKernel {
  Q5_K() {
    super(DType.Q5_K);
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
    VectorSuperblocks.q5_K(w, a, b, k, x, xAt, sums, at);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    float dmin = half(in, i + 2);
    int h = i + 16;
    for (int pair = 0; pair < 4; pair++) {
      float d1 = d * ScalesK.scale(in, i + 4, 2 * pair);
      float m1 = dmin * ScalesK.minimum(in, i + 4, 2 * pair);
      float d2 = d * ScalesK.scale(in, i + 4, 2 * pair + 1);
      float m2 = dmin * ScalesK.minimum(in, i + 4, 2 * pair + 1);
      int q = i + 48 + 32 * pair;
      int o = at + 64 * pair;
      Unpack.bits(in, q, 0, 15, h, 2 * pair, 1, 0, d1, m1, out, o, 32);
      Unpack.bits(in, q, 4, 15, h, 2 * pair + 1, 1, 0, d2, m2, out, o + 32, 32);
    }
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    int[] levels = GroupsK.encodeAffine(row, j, 31, -0.5f, 15, out, i);
    for (int l = 0; l < 256; l++) {
      out[i + 16 + (l & 31)] |= (byte) (levels[l] >> 4 << (l >> 5));
    }
    GroupsK.putNibbles(levels, out, i + 48);
  }

  private static final class Lanes extends ScalesK.Lanes {
    static final LaneProgram PROGRAM = new Lanes();

    Lanes() {
      super(176, 44);
    }

    @Override
    protected void codes(LaneCode c, int step) {
      c.nibbles(12 + step / 16 * 8 + step % 8, step % 16 >= 8);
      c.load(c.t, 4 + step % 8);
      c.shiftLeft(c.t, c.t, 4 - step / 8);
      c.andOr(c.t, c.constant(0x10101010), c.codes);
      c.move(c.codes, c.t);
    }
  }
}
