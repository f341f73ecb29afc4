package dev.bantam.kernel;

import dev.bantam.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * 256 values in 50 bytes, eight groups of 32: x = d (2 s + 1) (v + e), s in 0..7, e = 1/8 or -1/8,
 * where each eight v are a point of {@link Codebook#IQ1_S}.
 *
 * <pre>
 *   0..1   d, binary16
 *   2..33  bits 0..7 of the point number of each eight values
 *  34..49  a 16-bit number for each group: bits 8..10 of its four point numbers, three bits each, s in bits
 *          12..14, and bit 15 set where e is negative
 * </pre>
 */
final class IQ1_S extends BlockKernel {
  IQ1_S() {
    super(DType.IQ1_S);
  }

  /** The shift e of the points. */
  static final float SHIFT = 0.125f;

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    for (int group = 0; group < 8; group++) {
      int code = u16(in, i + 34 + 2 * group);
      float dl = d * (2 * (code >> 12 & 7) + 1);
      float shift = (code & 0x8000) != 0 ? -SHIFT : SHIFT;
      for (int l = 0; l < 4; l++) {
        int point = in[i + 2 + 4 * group + l] & 0xFF | (code >> 3 * l & 7) << 8;
        decodePoint(point, dl, shift, out, at + 32 * group + 8 * l);
      }
    }
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  public boolean needsImportance() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    float variance = 2 * row.sumOfSquares(j, 256) / 256;
    float[] weights = new float[32];
    float[] scales = new float[8];
    boolean[] down = new boolean[8];
    float max = 0;
    for (int g = 0; g < 8; g++) {
      int at = row.at + j + 32 * g;
      if (Math.abs(Fit.extreme(row.x, at, 32)) < 1e-12f) {
        continue;
      }
      row.weighOrSquare(j + 32 * g, 32, variance, weights);
      int[] order = TernaryFit.ascending(row.x, at, 32);
      Split split = split(order, row.x, at, weights);
      if (split == null) {
        continue;
      }
      boolean negated = split.scale < 0;
      down[g] = split.down != negated;
      float[] values = down[g] ? TernaryFit.DOWN : TernaryFit.UP;
      int[] levels = TernaryFit.levels(order, split.first, split.second, negated);
      int[] points = new int[4];
      scales[g] =
          TernaryFit.points(
              levels,
              row.x,
              at,
              weights,
              Math.abs(split.scale),
              new float[][] {values, values, values, values},
              points);
      int high = 0;
      for (int l = 0; l < 4; l++) {
        out[i + 2 + 4 * g + l] = (byte) points[l];
        high |= points[l] >> 8 << 3 * l;
      }
      putU16(out, i + 34 + 2 * g, high);
      max = Math.max(max, scales[g]);
    }
    if (max == 0) {
      return;
    }
    float d = max / 15;
    float inverse = 1 / d;
    putHalf(out, i, d * 1.125f);
    for (int g = 0; g < 8; g++) {
      int s = Fit.level(0.5f * (inverse * scales[g] - 1), 0, 7);
      out[i + 35 + 2 * g] |= (byte) ((down[g] ? 8 | s : s) << 4);
    }
  }

  /** out[at + j] = d (coordinate j of the point + shift). */
  static void decodePoint(int point, float d, float shift, float[] out, int at) {
    byte[] values = Codebook.IQ1_S.values;
    for (int j = 0; j < 8; j++) {
      out[at + j] = d * (values[8 * point + j] + shift);
    }
  }

  /** The runs of sorted values that get levels 0, 1 and 2 begin at 0, first and second. */
  private record Split(int first, int second, boolean down, float scale) {}

  private static @Nullable Split split(int[] order, float[] x, int at, float[] weights) {
    int n = order.length;
    float[] wx = new float[n];
    float[] w = new float[n];
    for (int k = 0; k < n; k++) {
      w[k] = weights[order[k]];
      wx[k] = w[k] * x[at + order[k]];
    }
    float[] sumX = TernaryFit.prefixSums(wx);
    float[] sumW = TernaryFit.prefixSums(w);
    @Nullable Split best = null;
    float bestScore = -Float.MAX_VALUE;
    for (int first = 0; first <= n; first++) {
      for (int second = first; second <= n; second++) {
        for (int sign = 0; sign < 2; sign++) {
          float[] v = sign == 0 ? TernaryFit.UP : TernaryFit.DOWN;
          float qx =
              sumX[first] * v[0]
                  + (sumX[second] - sumX[first]) * v[1]
                  + (sumX[n] - sumX[second]) * v[2];
          float q2 =
              sumW[first] * v[0] * v[0]
                  + (sumW[second] - sumW[first]) * v[1] * v[1]
                  + (sumW[n] - sumW[second]) * v[2] * v[2];
          if (q2 > 0 && qx * qx > bestScore * q2) {
            float scale = qx / q2;
            best = new Split(first, second, sign == 1, scale);
            bestScore = scale * qx;
          }
        }
      }
    }
    return best;
  }
}
