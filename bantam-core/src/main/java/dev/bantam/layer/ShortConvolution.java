package dev.bantam.layer;

/**
 * LFM2's gated short convolution (Liquid AI, 2025): out(c * conv(b * x)), with b, c and x
 * projected.
 */
public final class ShortConvolution implements Layer {
  private final Linear in;
  private final CausalConvolution convolution;
  private final Linear out;

  /**
   * @param in [3 d, d]: b, c and x
   * @param out [d, d]
   */
  public ShortConvolution(Linear in, CausalConvolution convolution, Linear out) {
    this.in = in;
    this.convolution = convolution;
    this.out = out;
  }

  @Override
  public Rows forward(Rows x, Pass pass) {
    Rows bcx = in.forward(x, pass);
    int d = bcx.d() / 3;
    float[] v = bcx.value();
    Rows y = pass.rows(x.n(), d);
    for (int r = 0; r < x.n(); r++) {
      for (int i = 0; i < d; i++) {
        y.value()[r * d + i] = v[r * 3 * d + i] * v[r * 3 * d + 2 * d + i];
      }
    }
    convolution.apply(y, pass);
    for (int r = 0; r < x.n(); r++) {
      for (int i = 0; i < d; i++) {
        y.value()[r * d + i] *= v[r * 3 * d + d + i];
      }
    }
    return pass.tap("mixer_out", out.forward(y, pass));
  }
}
