package dev.bantam.kernel;

/**
 * Vector arithmetic on slices of float arrays, as layers need it. Every operation forms its result
 * in one fixed order, whatever the vector width of the machine.
 */
public final class VectorOps {
  private VectorOps() {}

  /** The dot product of a[aAt .. aAt + n) and b[bAt .. bAt + n), in the order of {@link Dot}. */
  public static float dot(float[] a, int aAt, float[] b, int bAt, int n) {
    return Dot.dot(a, aAt, b, bAt, n);
  }

  /** y[yAt ..] += s * x[xAt ..], {@code n} numbers, by fused multiply-add. */
  public static void addScaled(float s, float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = Math.fma(s, x[xAt + i], y[yAt + i]);
    }
  }
}
