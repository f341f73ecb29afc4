package dev.bantam.kernel;

import dev.bantam.kernel.machine.LaneCode;
import dev.bantam.kernel.machine.LaneProgram;
import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;

/**
 * 256 values in 210 bytes, 16 groups of 16: x = d s (q - 32), q in 0..63, s a signed byte.
 *
 * <pre>
 *    0..127  bits 0..3 of q, 64 bytes for each half of 128 values: byte j holds value j (low nibble) and
 *            value 64 + j (high nibble) of its half
 *  128..191  bits 4..5 of q, 32 bytes for each half: byte j holds those of values j, 32 + j, 64 + j, 96 + j
 *  192..207  s of each group
 *  208..209  d, binary16
 * </pre>
 */
final class Q6_K extends BlockKernel {
  Q6_K() {
    super(DType.Q6_K);
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
    VectorSuperblocks.q6_K(w, a, b, k, x, xAt, sums, at);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i + 208);
    for (int group = 0; group < 8; group++) {
      // Groups 4 half + (0, 1, 2, 3) of 32 values; each has two scales.
      int quarter = group & 3;
      int low = i + 64 * (group >> 2) + 32 * (quarter & 1);
      int high = i + 128 + 32 * (group >> 2);
      int lowShift = 4 * (quarter >> 1);
      int highShift = 2 * quarter;
      int o = at + 32 * group;
      float d1 = d * in[i + 192 + 2 * group];
      float d2 = d * in[i + 193 + 2 * group];
      Unpack.bits(in, low, lowShift, 15, high, highShift, 3, 32, d1, 0, out, o, 16);
      Unpack.bits(in, low + 16, lowShift, 15, high + 16, highShift, 3, 32, d2, 0, out, o + 16, 16);
    }
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    float[] scales = new float[16];
    int[] levels = new int[256];
    for (int g = 0; g < 16; g++) {
      int column = j + 16 * g;
      scales[g] =
          Fit.symmetric(16, 32, row.x, row.at + column, row.importance, column, levels, 16 * g);
    }
    float max = Fit.extreme(scales, 0, 16);
    if (Math.abs(max) < Fit.ZERO) {
      return;
    }
    float inverse = -128 / max;
    float d = putHalf(out, i + 208, 1 / inverse);
    for (int g = 0; g < 16; g++) {
      out[i + 192 + g] = (byte) Math.min(127, Fit.nearest(inverse * scales[g]));
      float dl = d * out[i + 192 + g];
      GroupsK.relevel(row.x, row.at + j + 16 * g, 16, dl, 0, -32, 31, levels, 16 * g);
    }
    for (int half = 0; half < 2; half++) {
      Nibbles.put(levels, 128 * half, out, i + 64 * half, 64);
    }
    for (int l = 0; l < 256; l++) {
      out[i + 128 + 32 * (l >> 7) + (l & 31)] |= (byte) (levels[l] >> 4 << 2 * (l >> 5 & 3));
    }
  }

  private static final class Lanes extends LaneProgram {
    static final LaneProgram PROGRAM = new Lanes();

    Lanes() {
      super(256, 16, 210, 52, 0, 208);
    }

    @Override
    protected int zero() {
      return 32;
    }

    @Override
    protected void begin(LaneCode c) {
      c.half(c.state(0));
    }

    @Override
    protected void scales(LaneCode c, int g) {
      c.load(c.t, 48 + g / 4);
      c.signedByte(c.t, c.t, g % 4);
      c.toFloats(c.t, c.t);
      c.multiply(c.scale, c.t, c.state(0));
    }

    @Override
    protected void codes(LaneCode c, int step) {
      int half = step / 32;
      int quarter = step / 8 % 4;
      c.nibbles(16 * half + 8 * (quarter % 2) + step % 8, quarter >= 2);
      c.load(c.t, 32 + 8 * half + step % 8);
      c.shiftLeft(c.t, c.t, 4 - 2 * quarter);
      c.andOr(c.t, c.constant(0x30303030), c.codes);
      c.move(c.codes, c.t);
    }
  }
}
