package dev.bantam.layer;

import org.jspecify.annotations.Nullable;

/**
 * The selective state space layer of Mamba (Gu and Dao, arXiv 2312.00752). Each of its channels
 * keeps a state of N numbers: h = exp(dt A) h + dt B x, y = C h + D x, where dt, B and C depend on
 * the token.
 */
public final class Mamba implements Layer {
  private final Linear in;
  private final CausalConvolution convolution;
  private final Linear select;
  private final Linear step;
  private final float[] a;
  private final float[] d;
  private final Linear out;
  private final int channels;
  private final int states;
  private final int rank;
  private final Norm @Nullable [] norms;

  /**
   * @param in [2 channels, width]: x, then the gate z
   * @param select [rank + 2 states, channels]: dt's low rank, B, C
   * @param step [channels, rank], with bias
   * @param a [channels, states], negative
   * @param d [channels]
   * @param out [width, channels]
   * @param normEps epsilon of RMS norms of dt, B and C (FalconMamba); 0 for none
   */
  public Mamba(
      Linear in,
      CausalConvolution convolution,
      Linear select,
      Linear step,
      float[] a,
      float[] d,
      Linear out,
      float normEps) {
    this.in = in;
    this.convolution = convolution;
    this.select = select;
    this.step = step;
    this.a = a;
    this.d = d;
    this.out = out;
    this.channels = d.length;
    this.states = a.length / channels;
    this.rank = step.weight().columns();
    this.norms = normEps > 0 ? new Norm[] {plain(rank, normEps), plain(states, normEps)} : null;
  }

  private static Norm plain(int size, float eps) {
    return new Norm(Norm.Kind.RMS, size, null, null, eps);
  }

  @Override
  public Rows forward(Rows input, Pass pass) {
    int n = input.n();
    Rows xz = in.forward(input, pass);
    Rows x = slice(xz, 0, channels, pass);
    convolution.apply(x, pass);
    Activation.SILU.apply(x, pass);
    Rows selected = select.forward(x, pass);
    Rows low = slice(selected, 0, rank, pass);
    Rows b = slice(selected, rank, states, pass);
    Rows c = slice(selected, rank + states, states, pass);
    if (norms != null) {
      norms[0].apply(low, pass);
      norms[1].apply(b, pass);
      norms[1].apply(c, pass);
    }
    Rows dt = step.forward(low, pass);
    float[][] state = new float[n][];
    for (int r = 0; r < n; r++) {
      int sequence = pass.batch().sequences()[r];
      state[r] = pass.memory().state(pass.layer(), sequence, "ssm", channels * states);
    }
    Rows y = pass.rows(n, channels);
    pass.each(channels, n * states * 8, i -> scan(i, state, x, dt, b, c, xz, y));
    return pass.tap("mixer_out", out.forward(y, pass));
  }

  /** Runs channel {@code i} through all rows. */
  private void scan(int i, float[][] state, Rows x, Rows dt, Rows b, Rows c, Rows xz, Rows y) {
    for (int r = 0; r < x.n(); r++) {
      float delta = softplus(dt.get(r, i));
      float in = x.get(r, i) * delta;
      float[] h = state[r];
      float sum = 0;
      for (int s = 0; s < states; s++) {
        int at = i * states + s;
        h[at] = h[at] * (float) Math.exp(delta * a[at]) + in * b.get(r, s);
        sum += h[at] * c.get(r, s);
      }
      y.value()[r * channels + i] =
          (sum + d[i] * x.get(r, i)) * Activation.SILU.of(xz.get(r, channels + i));
    }
  }

  /** log(1 + e^x). */
  static float softplus(float x) {
    return x > 20 ? x : (float) Math.log1p(Math.exp(x));
  }

  /** Columns [from, from + size) as rows of their own. */
  static Rows slice(Rows x, int from, int size, Pass pass) {
    Rows y = pass.rows(x.n(), size);
    for (int r = 0; r < x.n(); r++) {
      System.arraycopy(x.value(), r * x.d() + from, y.value(), r * size, size);
    }
    return y;
  }
}
