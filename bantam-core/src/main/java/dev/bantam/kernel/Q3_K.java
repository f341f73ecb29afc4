package dev.bantam.kernel;

import dev.bantam.kernel.machine.LaneCode;
import dev.bantam.kernel.machine.LaneProgram;
import dev.bantam.tensor.DType;

/**
 * 256 values in 110 bytes, 16 groups of 16: x = d (s - 32) (q - 4), q in 0..7, s in 0..63.
 *
 * <pre>
 *    0..31   bit 2 of q: bit g of byte j belongs to value 32 g + j
 *   32..95   bits 0..1 of q, 32 bytes for each half of 128 values: byte j holds values j, 32 + j, 64 + j,
 *            96 + j of its half
 *   96..107  s of each group, see {@link ScalesK#scale3}
 *  108..109  d, binary16
 * </pre>
 */
final class Q3_K extends BlockKernel {
  Q3_K() {
    super(DType.Q3_K);
  }

  @Override
  LaneProgram lanes() {
    return Lanes.PROGRAM;
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i + 108);
    for (int group = 0; group < 16; group++) {
      float dl = d * (ScalesK.scale3(in, i + 96, group) - 32);
      int h = i + 16 * (group & 1);
      int q = i + 32 + 32 * (group >> 3) + 16 * (group & 1);
      int shift = group & 6;
      Unpack.bits(in, q, shift, 3, h, group >> 1, 1, 4, dl, 0, out, at + 16 * group, 16);
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
    int[] s = new int[16];
    float d;
    if (row.importance != null) {
      float variance = 2 * row.sumOfSquares(j, 256) / 256;
      float[] weights = new float[16];
      float[] groupWeights = new float[16];
      for (int g = 0; g < 16; g++) {
        row.weigh(row.importance, j + 16 * g, 16, variance, weights);
        groupWeights[g] = GroupsK.sum(weights);
        scales[g] = Fit.symmetric(16, 4, row.x, row.at + j + 16 * g, weights, 0, levels, 16 * g);
      }
      d = Fit.symmetric(16, 32, scales, 0, groupWeights, 0, s, 0);
    } else {
      for (int g = 0; g < 16; g++) {
        scales[g] = refined(row.x, row.at + j + 16 * g, levels, 16 * g);
      }
      float max = Fit.extreme(scales, 0, 16);
      float inverse = -32 / max;
      for (int g = 0; g < 16 && max != 0; g++) {
        s[g] = Math.max(-32, Math.min(31, (byte) Fit.nearest(inverse * scales[g]))) + 32;
      }
      d = max != 0 ? 1 / inverse : 0;
    }
    d = putHalf(out, i + 108, d);
    for (int g = 0; g < 16; g++) {
      ScalesK.put3(out, i + 96, g, s[g]);
      float dl = d * (ScalesK.scale3(out, i + 96, g) - 32);
      GroupsK.relevel(row.x, row.at + j + 16 * g, 16, dl, 0, -4, 3, levels, 16 * g);
    }
    for (int l = 0; l < 256; l++) {
      out[i + (l & 31)] |= (byte) (levels[l] >> 2 << (l >> 5));
    }
    GroupsK.putTwoBits(levels, out, i + 32);
  }

  /**
   * Finds levels q in -4 .. 3 with x = scale q for 16 values, weighed by their squares, and changes
   * one level at a time while that helps (make_q3_quants).
   *
   * @param levels receives q + 4 from index {@code levelsAt}
   * @return the scale
   */
  private static float refined(float[] x, int at, int[] levels, int levelsAt) {
    float max = Fit.extreme(x, at, 16);
    if (Math.abs(max) < Fit.ZERO) {
      return 0;
    }
    float inverse = -4 / max;
    int[] q = new int[16];
    float sumLx = 0;
    float sumL2 = 0;
    for (int l = 0; l < 16; l++) {
      float v = x[at + l];
      float w = v * v;
      q[l] = Fit.level(inverse * v, -4, 3);
      sumLx += w * v * q[l];
      sumL2 += w * q[l] * q[l];
    }
    boolean changed = true;
    for (int round = 0; round < 5 && changed; round++) {
      changed = false;
      for (int l = 0; l < 16; l++) {
        float v = x[at + l];
        float w = v * v;
        float lx = sumLx - w * v * q[l];
        if (lx > 0) {
          float l2 = sumL2 - w * q[l] * q[l];
          int level = Fit.level(v * l2 / lx, -4, 3);
          if (level != q[l]) {
            lx += w * v * level;
            l2 += w * level * level;
            if (l2 > 0 && lx * lx * sumL2 > sumLx * sumLx * l2) {
              q[l] = level;
              sumLx = lx;
              sumL2 = l2;
              changed = true;
            }
          }
        }
      }
    }
    for (int l = 0; l < 16; l++) {
      levels[levelsAt + l] = q[l] + 4;
    }
    return sumL2 > 0 ? sumLx / sumL2 : 0;
  }

  private static final class Lanes extends LaneProgram {
    static final LaneProgram PROGRAM = new Lanes();

    Lanes() {
      super(256, 16, 110, 27, 0, 108);
    }

    @Override
    protected int zero() {
      return 4;
    }

    @Override
    protected void begin(LaneCode c) {
      c.half(c.state(0));
    }

    @Override
    protected void scales(LaneCode c, int g) {
      ScalesK.scale3(c, g);
      c.multiply(c.scale, c.scale, c.state(0));
    }

    @Override
    protected void codes(LaneCode c, int step) {
      c.load(c.codes, 8 + step / 32 * 8 + step % 8);
      c.shiftRight(c.codes, c.codes, step / 8 % 4 * 2);
      c.and(c.codes, c.codes, c.constant(0x03030303));
      c.load(c.t, step % 8);
      c.shiftLeft(c.t, c.t, 2 - step / 8);
      c.andOr(c.t, c.constant(0x04040404), c.codes);
      c.move(c.codes, c.t);
    }
  }
}
