package dev.bantam.kernel;

/**
 * The one definition of a dot product. Products are added to 32 running sums by fused multiply-add,
 * value j to sum j mod 32; the sums are then added pairwise: 32 to 16, 8, 4, 2, 1 (sum i with sum i
 * + half).
 *
 * <p>Every multiplication of a weight row and an activation row, on every machine and in every
 * batch, adds in this order: that is why a result does not depend on what else is computed beside
 * it.
 */
final class Dot {
  private Dot() {}

  /** The dot product of a[aAt .. aAt+n) and b[bAt .. bAt+n). */
  static float dot(float[] a, int aAt, float[] b, int bAt, int n) {
    float[] sums = new float[32];
    for (int j = 0; j < n; j++) {
      sums[j & 31] = Math.fma(a[aAt + j], b[bAt + j], sums[j & 31]);
    }
    for (int half = 16; half > 0; half >>= 1) {
      for (int i = 0; i < half; i++) {
        sums[i] += sums[i + half];
      }
    }
    return sums[0];
  }
}
