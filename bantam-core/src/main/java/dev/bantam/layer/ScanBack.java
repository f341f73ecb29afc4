package dev.bantam.layer;

import dev.bantam.kernel.VectorOps;
import java.util.Arrays;

/**
 * The way back through the scan of state space layers and its gate, one channel at a time: h_r =
 * e^(δ_r a) h_{r-1} + δ_r x_r B_r, y_r = (C_r · h_r + D x_r) silu(z_r). States are computed again;
 * each sequence begins with zeros.
 *
 * <p>The caller fills the columns of a channel, runs {@link #channel} and takes the derivatives.
 * Those of B and C add up over all channels that one object takes back.
 */
final class ScanBack {
  /** Objects that share out a layer's channels; a fixed number, so that sums do not vary. */
  static final int PARTS = 16;

  private final int[] starts;
  private final int states;
  private final float[] h;
  private final float[] u;
  private final float[] dh;

  /** Of the channel: [n]. */
  final float[] x;

  final float[] z;
  final float[] delta;
  final float[] dy;
  final float[] dx;
  final float[] dz;

  /** Added to: [n]. */
  final float[] dDelta;

  /** [states]. */
  final float[] a;

  /** e^(δ a): [n, states]. */
  final float[] decay;

  /** Added to: [states]. */
  final float[] da;

  /** Added to. */
  float dD;

  /** Added to: [n, states]. */
  final float[] dB;

  final float[] dC;

  /**
   * @param starts see {@link Batch#starts}
   * @param states numbers in a state
   */
  ScanBack(int[] starts, int states) {
    int n = starts[starts.length - 1];
    this.starts = starts;
    this.states = states;
    this.h = new float[n * states];
    this.u = new float[n];
    this.dh = new float[states];
    this.x = new float[n];
    this.z = new float[n];
    this.delta = new float[n];
    this.dy = new float[n];
    this.dx = new float[n];
    this.dz = new float[n];
    this.dDelta = new float[n];
    this.a = new float[states];
    this.decay = new float[n * states];
    this.da = new float[states];
    this.dB = new float[n * states];
    this.dC = new float[n * states];
  }

  /** Sets what is added up to zero, but for B and C. */
  void clear() {
    Arrays.fill(dDelta, 0);
    Arrays.fill(da, 0);
    dD = 0;
  }

  /** Copies a column of {@code rows} [n, width] out. */
  static void column(float[] rows, int width, int column, float[] out) {
    for (int r = 0; r < out.length; r++) {
      out[r] = rows[r * width + column];
    }
  }

  /** Adds to a column of {@code rows} [n, width]. */
  static void addColumn(float[] in, float[] rows, int width, int column) {
    for (int r = 0; r < in.length; r++) {
      rows[r * width + column] += in[r];
    }
  }

  /** Turns derivatives by δ = log(1 + e^v) into those by v. */
  static void softplusBack(float[] dDelta, float[] v) {
    for (int r = 0; r < v.length; r++) {
      dDelta[r] *= (float) (1 / (1 + Math.exp(-v[r])));
    }
  }

  /**
   * Takes a channel back.
   *
   * @param d D
   * @param b B_r is b[r * stride + bAt ..]
   * @param c C_r is c[r * stride + cAt ..]
   */
  void channel(float d, float[] b, int bAt, float[] c, int cAt, int stride) {
    for (int i = 0; i + 1 < starts.length; i++) {
      forward(starts[i], starts[i + 1], d, b, bAt, c, cAt, stride);
    }
    float[] gate = z.clone();
    float[] slope = new float[z.length];
    Activation.SILU.slopes(z, slope);
    Activation.SILU.apply(gate, 0, gate.length);
    for (int r = 0; r < z.length; r++) {
      dz[r] = dy[r] * u[r] * slope[r];
      u[r] = dy[r] * gate[r];
    }
    for (int i = 0; i + 1 < starts.length; i++) {
      back(starts[i], starts[i + 1], d, b, bAt, c, cAt, stride);
    }
  }

  /** Finds states, and what the gate multiplies. */
  private void forward(
      int from, int to, float d, float[] b, int bAt, float[] c, int cAt, int stride) {
    for (int r = from; r < to; r++) {
      int at = r * states;
      VectorOps.scaled(x[r] * delta[r], b, r * stride + bAt, h, at, states);
      for (int s = at; s < at + states && r > from; s++) {
        h[s] += decay[s] * h[s - states];
      }
      u[r] = VectorOps.dot(h, at, c, r * stride + cAt, states) + d * x[r];
    }
  }

  /** As u now holds the derivatives by what the gate multiplied. */
  private void back(int from, int to, float d, float[] b, int bAt, float[] c, int cAt, int stride) {
    Arrays.fill(dh, 0);
    for (int r = to - 1; r >= from; r--) {
      int at = r * states;
      VectorOps.addScaled(u[r], c, r * stride + cAt, dh, 0, states);
      VectorOps.addScaled(u[r], h, at, dC, at, states);
      VectorOps.addScaled(x[r] * delta[r], dh, 0, dB, at, states);
      float dIn = VectorOps.dot(dh, 0, b, r * stride + bAt, states);
      dx[r] = u[r] * d + dIn * delta[r];
      dD += u[r] * x[r];
      float sum = dIn * x[r];
      for (int s = 0; s < states; s++) {
        dh[s] *= decay[at + s];
        // The derivative by δ_r a_s.
        float dExponent = r == from ? 0 : dh[s] * h[at - states + s];
        sum += dExponent * a[s];
        da[s] += dExponent * delta[r];
      }
      dDelta[r] += sum;
    }
  }
}
