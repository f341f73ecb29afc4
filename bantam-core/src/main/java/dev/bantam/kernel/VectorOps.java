package dev.bantam.kernel;

/**
 * Vector arithmetic on slices of float arrays, as layers need it. Every operation forms its result
 * in one fixed order, whatever the vector width of the machine.
 */
public final class VectorOps {
  /** sqrt(2 / pi), doubled as tanh is written with a sigmoid. */
  static final float GELU_SLOPE = 1.5957692f;

  static final float GELU_CUBE = 0.044715f;

  private VectorOps() {}

  /** The dot product of a[aAt .. aAt + n) and b[bAt .. bAt + n), in the order of {@link Dot}. */
  public static float dot(float[] a, int aAt, float[] b, int bAt, int n) {
    return Dot.dot(a, aAt, b, bAt, n);
  }

  /** The sum of the squares of x[at .. at + n), in the order of {@link Dot}. */
  public static float sumOfSquares(float[] x, int at, int n) {
    return Dot.dot(x, at, x, at, n);
  }

  /** y[yAt ..] += s * x[xAt ..], {@code n} numbers, by fused multiply-add. */
  public static void addScaled(float s, float[] x, int xAt, float[] y, int yAt, int n) {
    int i = Simd.ENABLED ? VectorMath.addScaled(s, x, xAt, y, yAt, n) : 0;
    for (; i < n; i++) {
      y[yAt + i] = Math.fma(s, x[xAt + i], y[yAt + i]);
    }
  }

  /** The largest of x[at .. at + n); negative infinity if there is none, NaN if there is one. */
  public static float max(float[] x, int at, int n) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = at; i < at + n; i++) {
      max = Math.max(max, x[i]);
    }
    return max;
  }

  /** x = e to the power of (x - shift), for x[at .. at + n); returns the sum of the results. */
  public static float expSum(float[] x, int at, int n, float shift) {
    float[] sums = new float[Dot.SUMS];
    int whole = Simd.ENABLED ? VectorMath.expSum(x, at, n, shift, sums) : 0;
    for (int i = whole; i < n; i++) {
      float e = Exp.of(x[at + i] - shift);
      x[at + i] = e;
      sums[i % Dot.SUMS] += e;
    }
    return Dot.total(sums, 0);
  }

  /** x = x s, for x[at .. at + n). */
  public static void scale(float s, float[] x, int at, int n) {
    for (int i = at; i < at + n; i++) {
      x[i] *= s;
    }
  }

  /** y[yAt ..] += x[xAt ..], {@code n} numbers. */
  public static void add(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] += x[xAt + i];
    }
  }

  /** y[yAt ..] *= x[xAt ..], {@code n} numbers. */
  public static void multiply(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] *= x[xAt + i];
    }
  }

  /** x = x sigmoid(slope x), for x[at .. at + n): SiLU at a slope of 1. */
  public static void sigmoidGate(float slope, float[] x, int at, int n) {
    int i = Simd.ENABLED ? VectorMath.sigmoidGate(slope, x, at, n) : 0;
    for (; i < n; i++) {
      float v = x[at + i];
      x[at + i] = v / (1 + Exp.of(v * -slope));
    }
  }

  /** x = x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x³))) / 2, for x[at .. at + n). */
  public static void geluTanh(float[] x, int at, int n) {
    int i = Simd.ENABLED ? VectorMath.geluTanh(x, at, n) : 0;
    for (; i < n; i++) {
      float v = x[at + i];
      float t = v * Math.fma(v * v, GELU_CUBE, 1);
      x[at + i] = v / (1 + Exp.of(t * -GELU_SLOPE));
    }
  }
}
