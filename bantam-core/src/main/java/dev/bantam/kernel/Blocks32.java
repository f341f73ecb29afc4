package dev.bantam.kernel;

import dev.bantam.kernel.machine.LaneCode;

/** How the blocks of 32 values of Q4_0, Q4_1, Q5_0 and Q5_1 choose their levels. */
final class Blocks32 {
  private Blocks32() {}

  /**
   * x = d (level - half) for columns [j, j + 32). Without importances the value of largest
   * magnitude becomes level 0.
   *
   * @param levels receives 32 levels in 0 .. 2 half - 1
   * @return d
   */
  static float symmetric(Row row, int j, int half, int[] levels) {
    int at = row.at + j;
    if (row.importance != null) {
      float[] weights = new float[32];
      row.weigh(row.importance, j, 32, row.meanSquare(), weights);
      return Fit.symmetric(32, half, row.x, at, weights, 0, levels, 0);
    }
    float d = Fit.extreme(row.x, at, 32) / -half;
    float inverse = d != 0 ? 1 / d : 0;
    for (int l = 0; l < 32; l++) {
      levels[l] = Math.min(2 * half - 1, (int) (row.x[at + l] * inverse + (half + 0.5f)));
    }
    return d;
  }

  /**
   * x = d level - minimum for columns [j, j + 32). Without importances the levels span the values'
   * range.
   *
   * @param levels receives 32 levels in 0 .. top
   */
  static Fit.Line affine(Row row, int j, int top, int[] levels) {
    int at = row.at + j;
    float[] x = row.x;
    if (row.importance != null) {
      float[] weights = new float[32];
      row.weigh(row.importance, j, 32, row.meanSquare(), weights);
      return Fit.affine(32, top, x, at, weights, levels, 0, -0.9f, 0.05f, 36, false);
    }
    float min = x[at];
    float max = x[at];
    for (int l = at; l < at + 32; l++) {
      min = x[l] < min ? x[l] : min;
      max = x[l] > max ? x[l] : max;
    }
    float d = (max - min) / top;
    float inverse = d != 0 ? 1 / d : 0;
    for (int l = 0; l < 32; l++) {
      levels[l] = Math.min(top, (int) ((x[at + l] - min) * inverse + 0.5f));
    }
    return new Fit.Line(d, -min);
  }

  /** Stores bit 4 of 32 levels as one 32-bit number. */
  static void putFifthBits(int[] levels, byte[] out, int i) {
    int bits = 0;
    for (int l = 0; l < 32; l++) {
      bits |= (levels[l] >> 4 & 1) << l;
    }
    BlockKernel.putI32(out, i, bits);
  }

  /** codes |= 16 where a bit of {@code word} is set: bit j belongs to column j. */
  static void addFifthBits(LaneCode c, int word, int step) {
    byte[] from = new byte[8];
    for (int i = 0; i < 8; i++) {
      // Eight bits of which bit 4 is the column's.
      from[i] = (byte) (4 * step + i % 4 - 4 + i / 4 * 32 & 63);
    }
    c.load(c.u, word);
    c.selectBits(c.t, c.u, from);
    c.andOr(c.t, c.constant(0x10101010), c.codes);
    c.move(c.codes, c.t);
  }
}
