package dev.bantam.kernel;

import dev.bantam.kernel.machine.LaneCode;
import dev.bantam.kernel.machine.LaneProgram;
import dev.bantam.tensor.DType;

/**
 * 256 values in 84 bytes, 16 groups of 16: x = d s q - dmin m, q in 0..3, s and m in 0..15.
 *
 * <pre>
 *   0..15  s (low nibble) and m (high nibble) of each group
 *  16..79  q, 32 bytes for each half of 128 values: byte j holds values j, 32 + j, 64 + j, 96 + j of its half
 *  80..81  d, binary16
 *  82..83  dmin, binary16
 * </pre>
 */
final class Q2_K extends BlockKernel {
  Q2_K() {
    super(DType.Q2_K);
  }

  @Override
  LaneProgram lanes() {
    return Lanes.PROGRAM;
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i + 80);
    float dmin = half(in, i + 82);
    for (int group = 0; group < 16; group++) {
      float dl = d * (in[i + group] & 15);
      float ml = dmin * (in[i + group] >> 4 & 15);
      int q = i + 16 + 32 * (group >> 3) + 16 * (group & 1);
      int shift = group & 6;
      Unpack.bits(in, q, shift, 3, 0, dl, ml, out, at + 16 * group, 16);
    }
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    float[] scales = new float[16];
    float[] minima = new float[16];
    float[] weights = new float[16];
    float[] groupWeights = new float[16];
    int[] levels = new int[256];
    boolean weighed = row.importance != null;
    float variance = row.sumOfSquares(j, 256) / 256;
    for (int g = 0; g < 16; g++) {
      int at = row.at + j + 16 * g;
      if (row.importance != null) {
        row.weigh(row.importance, j + 16 * g, 16, variance, weights);
        groupWeights[g] = GroupsK.sum(weights);
      } else {
        for (int l = 0; l < 16; l++) {
          weights[l] = Math.abs(row.x[at + l]);
        }
      }
      Fit.Line line =
          weighed
              ? Fit.affine(16, 3, row.x, at, weights, levels, 16 * g, -0.9f, 0.05f, 36, false)
              : Fit.affine(16, 3, row.x, at, weights, levels, 16 * g, -0.5f, 0.1f, 15, true);
      scales[g] = line.scale();
      minima[g] = line.minimum();
    }
    int[] s = new int[16];
    int[] m = new int[16];
    float d =
        weighed ? Fit.positive(16, 15, scales, groupWeights, s) : GroupsK.quantise(scales, 15, s);
    float dmin =
        weighed ? Fit.positive(16, 15, minima, groupWeights, m) : GroupsK.quantise(minima, 15, m);
    d = putHalf(out, i + 80, d);
    dmin = putHalf(out, i + 82, dmin);
    for (int g = 0; g < 16; g++) {
      out[i + g] = (byte) (s[g] | m[g] << 4);
      GroupsK.relevel(row.x, row.at + j + 16 * g, 16, d * s[g], dmin * m[g], 0, 3, levels, 16 * g);
    }
    GroupsK.putTwoBits(levels, out, i + 16);
  }

  private static final class Lanes extends LaneProgram {
    static final LaneProgram PROGRAM = new Lanes();

    Lanes() {
      super(256, 16, 84, 21, 0, NO_HALF);
    }

    @Override
    protected void begin(LaneCode c) {
      c.load(c.t, 20);
      c.lowHalf(c.state(0), c.t);
      c.highHalf(c.state(1), c.t);
      c.multiply(c.state(1), c.state(1), c.constant(-1f));
    }

    @Override
    protected void scales(LaneCode c, int g) {
      c.load(c.t, g / 4);
      c.bits(c.scale, c.t, g % 4 * 8, 4);
      c.bits(c.offset, c.t, g % 4 * 8 + 4, 4);
      c.toFloats(c.scale, c.scale);
      c.toFloats(c.offset, c.offset);
      c.multiply(c.scale, c.scale, c.state(0));
      c.multiply(c.offset, c.offset, c.state(1));
    }

    @Override
    protected void codes(LaneCode c, int step) {
      c.load(c.codes, 4 + step / 32 * 8 + step % 8);
      c.shiftRight(c.codes, c.codes, step / 8 % 4 * 2);
      c.and(c.codes, c.codes, c.constant(0x03030303));
    }
  }
}
