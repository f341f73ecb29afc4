package dev.bantam.kernel;

import dev.bantam.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * 256 values in 56 bytes, 16 groups of 16: x = d (2 s + 1) (v + e), s in 0..7, e = 1/8 or -1/8 for
 * each eight, where each eight v are a point of {@link Codebook#IQ1_S}.
 *
 * <pre>
 *   0..31  bits 0..7 of the point number of each eight values
 *  32..47  a nibble for each eight values: bits 8..10 of the point number, and bit 3 set where e is negative
 *  48..55  four 16-bit numbers: number p holds s of groups 4 p .. 4 p + 3 in three bits each, and bits 4 p ..
 *          4 p + 3 of d (binary16) in its upper four bits
 * </pre>
 */
final class IQ1_M extends BlockKernel {
  IQ1_M() {
    super(DType.IQ1_M);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    int bits = 0;
    for (int p = 0; p < 4; p++) {
      bits |= u16(in, i + 48 + 2 * p) >> 12 << 4 * p;
    }
    float d = Float.float16ToFloat((short) bits);
    for (int l = 0; l < 32; l++) {
      int group = l >> 1;
      int s = u16(in, i + 48 + 2 * (group >> 2)) >> 3 * (group & 3) & 7;
      int code = in[i + 32 + group] >> 4 * (l & 1);
      float shift = (code & 8) != 0 ? -IQ1_S.SHIFT : IQ1_S.SHIFT;
      int point = in[i + l] & 0xFF | (code & 7) << 8;
      IQ1_S.decodePoint(point, d * (2 * s + 1), shift, out, at + 8 * l);
    }
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    float variance = 2 * row.sumOfSquares(j, 256) / 256;
    float[] weights = new float[16];
    float[] scales = new float[16];
    int[] shifts = new int[16];
    int[] points = new int[32];
    float max = 0;
    for (int g = 0; g < 16; g++) {
      int at = row.at + j + 16 * g;
      if (Math.abs(Fit.extreme(row.x, at, 16)) < 1e-7f) {
        continue;
      }
      row.weighOrSquare(j + 16 * g, 16, variance, weights);
      int[] order = TernaryFit.ascending(row.x, at, 16);
      Split split = split(order, row.x, at, weights);
      if (split == null) {
        continue;
      }
      boolean negated = split.scale < 0;
      shifts[g] = negated ? 3 - split.shifts : split.shifts;
      int[] levels = TernaryFit.levels(order, split.first, split.second, negated);
      int[] pair = new int[2];
      scales[g] =
          TernaryFit.points(
              levels, row.x, at, weights, Math.abs(split.scale), values(shifts[g]), pair);
      points[2 * g] = pair[0];
      points[2 * g + 1] = pair[1];
      max = Math.max(max, scales[g]);
    }
    if (max > 0) {
      encodeBlock(row, j, variance, max / 15, scales, shifts, points, out, i);
    }
  }

  /** Quantises the scales, then finds the d that is best with them. */
  private static void encodeBlock(
      Row row,
      int j,
      float variance,
      float d,
      float[] scales,
      int[] shifts,
      int[] points,
      byte[] out,
      int i) {
    float inverse = 1 / d;
    float[] weights = new float[16];
    float[] sums = new float[2];
    int[] packed = new int[4];
    for (int g = 0; g < 16; g++) {
      int s = Fit.level(0.5f * (inverse * scales[g] - 1), 0, 7);
      packed[g >> 2] |= s << 3 * (g & 3);
      row.weighOrSquare(j + 16 * g, 16, variance, weights);
      for (int k = 0; k < 2; k++) {
        int point = points[2 * g + k];
        int at = row.at + j + 16 * g + 8 * k;
        float[] values = values(shifts[g])[k];
        TernaryFit.addSums(point, row.x, at, weights, 8 * k, values, 2 * s + 1, sums);
        out[i + 2 * g + k] = (byte) point;
        int down = shifts[g] >> (1 - k) & 1;
        out[i + 32 + g] |= (byte) ((point >> 8 | down << 3) << 4 * k);
      }
    }
    float best = sums[1] > 0 ? sums[0] / sums[1] : d;
    int bits = Float.floatToFloat16(best * 1.1125f);
    for (int p = 0; p < 4; p++) {
      putU16(out, i + 48 + 2 * p, packed[p] | (bits >> 4 * p & 15) << 12);
    }
  }

  /**
   * What the levels of both halves of a group stand for: bit 1 of shifts is the first half's sign.
   */
  private static float[][] values(int shifts) {
    return new float[][] {
      (shifts & 2) == 0 ? TernaryFit.UP : TernaryFit.DOWN,
      (shifts & 1) == 0 ? TernaryFit.UP : TernaryFit.DOWN
    };
  }

  /** The runs of sorted values that get levels 0, 1 and 2 begin at 0, first and second. */
  private record Split(int first, int second, int shifts, float scale) {}

  /**
   * Tries all splits with all four pairs of shifts. Since levels are 1 apart, a half's sum of w q x
   * is T v2 - S(first) - S(second), where S are running sums of w x and T is their total; its sum
   * of w q² follows in the same way.
   */
  private static @Nullable Split split(int[] order, float[] x, int at, float[] weights) {
    float[][] sumX = new float[2][];
    float[][] sumW = new float[2][];
    for (int half = 0; half < 2; half++) {
      float[] wx = new float[16];
      float[] w = new float[16];
      for (int k = 0; k < 16; k++) {
        if (order[k] >> 3 == half) {
          w[k] = weights[order[k]];
          wx[k] = w[k] * x[at + order[k]];
        }
      }
      sumX[half] = TernaryFit.prefixSums(wx);
      sumW[half] = TernaryFit.prefixSums(w);
    }
    @Nullable Split best = null;
    float bestScore = -Float.MAX_VALUE;
    float[] qx = new float[4];
    float[] q2 = new float[4];
    for (int first = 0; first <= 16; first++) {
      for (int second = first; second <= 16; second++) {
        for (int half = 0; half < 2; half++) {
          float[] sx = sumX[half];
          float[] sw = sumW[half];
          for (int down = 0; down < 2; down++) {
            float[] v = down == 0 ? TernaryFit.UP : TernaryFit.DOWN;
            float step1 = v[0] * v[0] - v[1] * v[1];
            float step2 = v[1] * v[1] - v[2] * v[2];
            qx[2 * half + down] = sx[16] * v[2] - (sx[first] + sx[second]);
            q2[2 * half + down] = sw[16] * v[2] * v[2] + sw[first] * step1 + sw[second] * step2;
          }
        }
        for (int shifts = 0; shifts < 4; shifts++) {
          float product = qx[shifts >> 1] + qx[2 + (shifts & 1)];
          float square = q2[shifts >> 1] + q2[2 + (shifts & 1)];
          if (square > 0 && product * product > bestScore * square) {
            float scale = product / square;
            best = new Split(first, second, shifts, scale);
            bestScore = scale * product;
          }
        }
      }
    }
    return best;
  }
}
