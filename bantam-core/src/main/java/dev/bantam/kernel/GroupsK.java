package dev.bantam.kernel;

/**
 * What the encoders of the K-quants share: 256 values in groups, whose scales are quantised in
 * turn.
 */
final class GroupsK {
  private GroupsK() {}

  /**
   * Encodes the first 16 bytes of Q4_K and Q5_K (d, dmin and the packed scales and minima of eight
   * groups of 32) and finds the levels.
   *
   * @param top the highest level
   * @param first first scale that the search without importances tries, relative to {@code top}
   * @param steps how many steps of 0.1 it makes from there
   * @return [256] levels in 0 .. top
   */
  static int[] encodeAffine(Row row, int j, int top, float first, int steps, byte[] out, int i) {
    float[] scales = new float[8];
    float[] minima = new float[8];
    int[] levels = new int[256];
    int[] packedScales = new int[8];
    int[] packedMinima = new int[8];
    float[] weights = new float[32];
    if (row.importance != null) {
      float variance = 2 * row.sumOfSquares(j, 256) / 256;
      float[] groupWeights = new float[8];
      for (int g = 0; g < 8; g++) {
        row.weigh(row.importance, j + 32 * g, 32, variance, weights);
        groupWeights[g] = sum(weights);
        int at = row.at + j + 32 * g;
        Fit.Line line =
            Fit.affine(32, top, row.x, at, weights, levels, 32 * g, -0.9f, 0.05f, 36, false);
        scales[g] = line.scale();
        minima[g] = line.minimum();
      }
      float d = Fit.positive(8, 63, scales, groupWeights, packedScales);
      BlockKernel.putHalf(out, i, d);
      float dmin = Fit.positive(8, 63, minima, groupWeights, packedMinima);
      BlockKernel.putHalf(out, i + 2, dmin);
    } else {
      for (int g = 0; g < 8; g++) {
        int at = row.at + j + 32 * g;
        float deviation = Fit.sqrt(row.sumOfSquares(j + 32 * g, 32) / 32);
        for (int l = 0; l < 32; l++) {
          weights[l] = deviation + Math.abs(row.x[at + l]);
        }
        Fit.Line line =
            Fit.affine(32, top, row.x, at, weights, levels, 32 * g, first, 0.1f, steps, false);
        scales[g] = line.scale();
        minima[g] = line.minimum();
      }
      BlockKernel.putHalf(out, i, quantise(scales, 63, packedScales));
      BlockKernel.putHalf(out, i + 2, quantise(minima, 63, packedMinima));
    }
    for (int g = 0; g < 8; g++) {
      ScalesK.put(out, i + 4, g, Math.min(63, packedScales[g]), Math.min(63, packedMinima[g]));
    }
    for (int g = 0; g < 8; g++) {
      float d = BlockKernel.half(out, i) * ScalesK.scale(out, i + 4, g);
      float m = BlockKernel.half(out, i + 2) * ScalesK.minimum(out, i + 4, g);
      relevel(row.x, row.at + j + 32 * g, 32, d, m, 0, top, levels, 32 * g);
    }
    return levels;
  }

  /**
   * Quantises numbers that are not negative to 0 .. top, the largest becoming {@code top}.
   *
   * @return the scale
   */
  static float quantise(float[] numbers, int top, int[] levels) {
    float max = 0;
    for (float number : numbers) {
      max = number > max ? number : max;
    }
    float inverse = max > 0 ? top / max : 0;
    for (int g = 0; g < numbers.length; g++) {
      levels[g] = Fit.nearest(inverse * numbers[g]) & 0xFF;
    }
    return max / top;
  }

  /**
   * Chooses the nearest levels again, now that a group's scale and minimum are quantised: x = d
   * level - m. Where d is zero the levels stay as they are.
   *
   * @param low lowest level of the formula; stored levels count from zero
   */
  static void relevel(
      float[] x, int at, int n, float d, float m, int low, int high, int[] levels, int levelsAt) {
    if (d == 0) {
      return;
    }
    for (int l = 0; l < n; l++) {
      levels[levelsAt + l] = Fit.level((x[at + l] + m) / d, low, high) - low;
    }
  }

  /**
   * Packs two bits of 256 levels as Q2_K and Q3_K do: 32 bytes for each half, four values in a
   * byte.
   */
  static void putTwoBits(int[] levels, byte[] out, int i) {
    for (int l = 0; l < 256; l++) {
      out[i + 32 * (l >> 7) + (l & 31)] |= (byte) ((levels[l] & 3) << 2 * (l >> 5 & 3));
    }
  }

  /** Packs the low nibbles of 256 levels as Q4_K and Q5_K do: groups of 32 in pairs. */
  static void putNibbles(int[] levels, byte[] out, int i) {
    for (int pair = 0; pair < 4; pair++) {
      Nibbles.put(levels, 64 * pair, out, i + 32 * pair, 32);
    }
  }

  static float sum(float[] x) {
    float sum = 0;
    for (float v : x) {
      sum += v;
    }
    return sum;
  }
}
