package dev.bantam.kernel;

/**
 * The one definition of a dot product. Products are added to 16 running sums by fused multiply-add,
 * value j to sum j mod 16, after filling both rows up with zeros to a multiple of 16; the sums are
 * then added pairwise: 16 to 8, 4, 2, 1 (sum i with sum i + half).
 *
 * <p>Every multiplication of a weight row and an activation row, on every machine and in every
 * batch, adds in this order: that is why a result does not depend on what else is computed beside
 * it. Sixteen sums fill a vector register of 512 bits, two of 256 or four of 128, so that one
 * register per pair of rows is enough in a register tile ({@link Tile}).
 */
final class Dot {
  /** The number of running sums. */
  static final int SUMS = 16;

  private Dot() {}

  /** The dot product of a[aAt .. aAt+n) and b[bAt .. bAt+n). */
  static float dot(float[] a, int aAt, float[] b, int bAt, int n) {
    return Simd.ENABLED ? VectorDot.dot(a, aAt, b, bAt, n) : scalar(a, aAt, b, bAt, n);
  }

  static float scalar(float[] a, int aAt, float[] b, int bAt, int n) {
    float[] sums = new float[SUMS];
    sums(a, aAt, b, bAt, n, sums, 0);
    return total(sums, 0);
  }

  /** The running sums of a dot product, to sums[at .. at + 16). */
  static void sums(float[] a, int aAt, float[] b, int bAt, int n, float[] sums, int at) {
    float[] running = new float[SUMS];
    int whole = n & -SUMS;
    for (int j = 0; j < whole; j += SUMS) {
      for (int i = 0; i < SUMS; i++) {
        running[i] = Math.fma(a[aAt + j + i], b[bAt + j + i], running[i]);
      }
    }
    for (int i = 0; whole < n && i < SUMS; i++) {
      boolean inside = whole + i < n;
      float p = inside ? a[aAt + whole + i] : 0;
      float q = inside ? b[bAt + whole + i] : 0;
      running[i] = Math.fma(p, q, running[i]);
    }
    System.arraycopy(running, 0, sums, at, SUMS);
  }

  /** Adds up 16 running sums, which it overwrites. */
  static float total(float[] sums, int at) {
    for (int half = SUMS / 2; half > 0; half >>= 1) {
      for (int i = 0; i < half; i++) {
        sums[at + i] += sums[at + i + half];
      }
    }
    return sums[at];
  }

  /** Adds up 16 times 16 running sums: sums[at + i] becomes the total of the i-th sixteen. */
  static void totals(float[] sums, int at) {
    if (Simd.ENABLED) {
      VectorDot.totals(sums, at);
    } else {
      for (int i = 0; i < SUMS; i++) {
        sums[at + i] = total(sums, at + i * SUMS);
      }
    }
  }
}
