package dev.bantam.layer;

import org.jspecify.annotations.Nullable;

/**
 * The state space layer of Mamba 2 (Dao and Gu, arXiv 2405.21060): heads share one decay, groups of
 * heads share B and C. A head of P channels keeps a state of [P, N].
 */
public final class Mamba2 implements Layer {
  private final Linear in;
  private final CausalConvolution convolution;
  private final float[] stepBias;
  private final float[] a;
  private final float[] d;
  private final @Nullable Norm norm;
  private final Linear out;
  private final int channels;
  private final int states;
  private final int groups;

  /**
   * @param in [2 channels + 2 groups states + heads, width]: the gate z; x, B and C; dt
   * @param convolution over x, B and C together
   * @param stepBias [heads]
   * @param a [heads], negative
   * @param d [heads]
   * @param norm of each group after the gate, or null
   * @param out [width, channels]
   */
  public Mamba2(
      Linear in,
      CausalConvolution convolution,
      float[] stepBias,
      float[] a,
      float[] d,
      @Nullable Norm norm,
      Linear out,
      int states,
      int groups) {
    this.in = in;
    this.convolution = convolution;
    this.stepBias = stepBias;
    this.a = a;
    this.d = d;
    this.norm = norm;
    this.out = out;
    this.channels = out.weight().columns();
    this.states = states;
    this.groups = groups;
  }

  @Override
  public Rows forward(Rows x, Pass pass) {
    int n = x.n();
    int heads = a.length;
    int mixed = channels + 2 * groups * states;
    Rows projected = in.forward(x, pass);
    Rows xbc = Mamba.slice(projected, channels, mixed, pass);
    convolution.apply(xbc, pass);
    Activation.SILU.apply(xbc, pass);
    float[][] state = new float[n][];
    for (int r = 0; r < n; r++) {
      int sequence = pass.batch().sequences()[r];
      state[r] = pass.memory().state(pass.layer(), sequence, "ssm", channels * states);
    }
    Rows y = pass.rows(n, channels);
    pass.each(heads, n * states * channels / heads * 4, h -> scan(h, state, projected, xbc, y));
    if (norm != null) {
      norm.apply(y, pass);
    }
    return pass.tap("mixer_out", out.forward(y, pass));
  }

  /** Runs head {@code h} through all rows. */
  private void scan(int h, float[][] state, Rows projected, Rows xbc, Rows y) {
    int heads = a.length;
    int width = channels / heads;
    int group = h / (heads / groups);
    float[] v = xbc.value();
    for (int r = 0; r < xbc.n(); r++) {
      float dt = Mamba.softplus(projected.get(r, channels + xbc.d() + h) + stepBias[h]);
      float decay = (float) Math.exp(dt * a[h]);
      int b = r * xbc.d() + channels + group * states;
      int c = b + groups * states;
      for (int p = h * width; p < (h + 1) * width; p++) {
        float x = xbc.get(r, p);
        float in = x * dt;
        float sum = 0;
        for (int s = 0, at = p * states; s < states; s++, at++) {
          state[r][at] = state[r][at] * decay + in * v[b + s];
          sum += state[r][at] * v[c + s];
        }
        y.value()[r * channels + p] = (sum + d[h] * x) * Activation.SILU.of(projected.get(r, p));
      }
    }
  }
}
