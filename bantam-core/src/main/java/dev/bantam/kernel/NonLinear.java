package dev.bantam.kernel;

/**
 * The 16 levels of IQ4_NL and IQ4_XS, denser near zero as weights are, and the search for a scale.
 */
final class NonLinear {
  static final float[] LEVELS = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  /** The code of value 0 in {@link #CODES}. */
  static final int ZERO = 128;

  /** The levels as bytes without sign. */
  static final byte[] CODES = codes();

  private static final int TRIALS = 7;

  private NonLinear() {}

  private static byte[] codes() {
    byte[] codes = new byte[LEVELS.length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) (ZERO + (int) LEVELS[i]);
    }
    return codes;
  }

  /**
   * The scale d with which columns [j, j + 32) are best written as x = d LEVELS[q].
   *
   * @param variance of the block that the values are part of, doubled
   */
  static float scale(Row row, int j, float variance) {
    int at = row.at + j;
    float max = Fit.extreme(row.x, at, 32);
    if (Math.abs(max) < Fit.ZERO) {
      return 0;
    }
    float[] weights = new float[32];
    row.weighOrSquare(j, 32, variance, weights);
    float d = 0;
    float best = 0;
    for (int trial = -TRIALS - 1; trial <= TRIALS; trial++) {
      // First the extreme at the lowest level, whose error is accepted whatever it is.
      boolean first = trial < -TRIALS;
      float inverse = first ? 1 / (-max / LEVELS[0]) : (trial + LEVELS[0]) / max;
      float sumQx = 0;
      float sumQ2 = 0;
      for (int l = 0; l < 32; l++) {
        float v = row.x[at + l];
        float q = LEVELS[nearest(inverse * v)];
        sumQx += weights[l] * q * v;
        sumQ2 += weights[l] * q * q;
      }
      if (first ? sumQ2 > 0 : sumQ2 > 0 && sumQx * sumQx > best * sumQ2) {
        d = sumQx / sumQ2;
        best = d * sumQx;
      }
    }
    return d;
  }

  /** Packs the codes of x[at .. at + 32) that are nearest at scale {@code d} into 16 bytes. */
  static void put(float[] x, int at, float d, byte[] out, int i) {
    float inverse = d != 0 ? 1 / d : 0;
    int[] codes = new int[32];
    for (int l = 0; l < 32; l++) {
      codes[l] = nearest(inverse * x[at + l]);
    }
    Nibbles.put(codes, 0, out, i, 16);
  }

  /** The level nearest to {@code x}; the upper one of two that are as near. */
  private static int nearest(float x) {
    if (x <= LEVELS[0]) {
      return 0;
    }
    if (x >= LEVELS[15]) {
      return 15;
    }
    int low = 0;
    int high = 15;
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (x < LEVELS[middle]) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return x - LEVELS[low] < LEVELS[high] - x ? low : high;
  }
}
