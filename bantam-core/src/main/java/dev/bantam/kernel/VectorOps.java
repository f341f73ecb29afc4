package dev.bantam.kernel;

import dev.bantam.kernel.machine.Exp;
import dev.bantam.kernel.machine.Exponentials;
import dev.bantam.kernel.machine.LaneKernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Vector arithmetic on slices of float arrays, as layers need it. Every operation forms its result
 * in one fixed order, whatever the vector width of the machine.
 */
public final class VectorOps {
  /** sqrt(2 / pi), doubled as tanh is written with a sigmoid. */
  static final float GELU_SLOPE = 1.5957692f;

  static final float GELU_CUBE = 0.044715f;

  /** Numbers that are searched together. */
  private static final int CHUNK = 512;

  /** Numbers that are added up in single precision. */
  private static final int PART = 4096;

  /**
   * Machine code, which is as quick at the first call as at any other; null where there is none.
   */
  private static final @Nullable Exponentials MACHINE = machine();

  private VectorOps() {}

  private static @Nullable Exponentials machine() {
    LaneKernels machine = Simd.machine();
    return machine == null ? null : machine.exponentials(GELU_CUBE, -GELU_SLOPE);
  }

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

  /** y[yAt ..] = s * x[xAt ..], {@code n} numbers. */
  public static void scaled(float s, float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = s * x[xAt + i];
    }
  }

  /**
   * y[yAt ..] = s * y[yAt ..] + t * x[xAt ..], {@code n} numbers: the second by fused multiply-add.
   */
  public static void blend(float s, float t, float[] x, int xAt, float[] y, int yAt, int n) {
    int i = Simd.ENABLED ? VectorMath.blend(s, t, x, xAt, y, yAt, n) : 0;
    for (; i < n; i++) {
      y[yAt + i] = Math.fma(t, x[xAt + i], s * y[yAt + i]);
    }
  }

  /** The largest of x[at .. at + n); negative infinity if there is none, NaN if there is one. */
  public static float max(float[] x, int at, int n) {
    int i = Simd.ENABLED ? n - n % Lanes.N : 0;
    float max = i > 0 ? VectorMath.max(x, at, i) : Float.NEGATIVE_INFINITY;
    for (; i < n; i++) {
      max = Math.max(max, x[at + i]);
    }
    return max;
  }

  /** The index, counted from {@code at}, of the first of the largest; -1 if there is a NaN. */
  public static int indexOfMax(float[] x, int at, int n) {
    float max = Float.NEGATIVE_INFINITY;
    int chunk = 0;
    for (int i = 0; i < n; i += CHUNK) {
      float m = max(x, at + i, Math.min(CHUNK, n - i));
      if (m > max) {
        max = m;
        chunk = i;
      } else if (Float.isNaN(m)) {
        return -1;
      }
    }
    for (int i = chunk; i < Math.min(n, chunk + CHUNK); i++) {
      if (x[at + i] == max) {
        return i;
      }
    }
    return 0;
  }

  /** e to the power of x. */
  public static float exp(float x) {
    return Exp.of(x);
  }

  /**
   * x = e to the power of (x - shift), for x[at .. at + n).
   *
   * @param sums [16] running sums, overwritten
   * @return the sum of the results
   */
  public static float expSum(float[] x, int at, int n, float shift, float[] sums) {
    Arrays.fill(sums, 0);
    int whole = MACHINE != null ? n & -Dot.SUMS : 0;
    if (MACHINE != null && whole > 0) {
      MACHINE.expSum(x, at, whole, shift, sums);
    } else if (Simd.ENABLED) {
      whole = VectorMath.expSum(x, at, n, shift, sums);
    }
    for (int i = whole; i < n; i++) {
      float e = Exp.of(x[at + i] - shift);
      x[at + i] = e;
      sums[i % Dot.SUMS] += e;
    }
    return Dot.total(sums, 0);
  }

  /** The sum of e to the power of (x - shift) over x[at .. at + n), which stays as it is. */
  public static double sumOfExp(float[] x, int at, int n, float shift) {
    float[] part = new float[Math.min(n, PART)];
    float[] sums = new float[Dot.SUMS];
    double sum = 0;
    for (int i = 0; i < n; i += PART) {
      int count = Math.min(PART, n - i);
      System.arraycopy(x, at + i, part, 0, count);
      sum += expSum(part, 0, count, shift, sums);
    }
    return sum;
  }

  /** x = cap tanh(x / cap), for x[at .. at + n). */
  public static void softcap(float cap, float[] x, int at, int n) {
    float slope = -2 / cap;
    int i = Simd.ENABLED ? VectorMath.softcap(cap, slope, x, at, n) : 0;
    for (; i < n; i++) {
      float e = Exp.of(Math.abs(x[at + i]) * slope);
      x[at + i] = Math.copySign(cap * ((1 - e) / (1 + e)), x[at + i]);
    }
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
    int i = MACHINE != null ? n & -Dot.SUMS : 0;
    if (MACHINE != null && i > 0) {
      MACHINE.sigmoidGate(-slope, x, at, i);
    } else if (Simd.ENABLED) {
      i = VectorMath.sigmoidGate(slope, x, at, n);
    }
    for (; i < n; i++) {
      float v = x[at + i];
      x[at + i] = v / (1 + Exp.of(v * -slope));
    }
  }

  /** x = x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x³))) / 2, for x[at .. at + n). */
  public static void geluTanh(float[] x, int at, int n) {
    int i = MACHINE != null ? n & -Dot.SUMS : 0;
    if (MACHINE != null && i > 0) {
      MACHINE.cubicGate(x, at, i);
    } else if (Simd.ENABLED) {
      i = VectorMath.geluTanh(x, at, n);
    }
    for (; i < n; i++) {
      float v = x[at + i];
      float t = v * Math.fma(v * v, GELU_CUBE, 1);
      x[at + i] = v / (1 + Exp.of(t * -GELU_SLOPE));
    }
  }
}
