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
    Rows mixed = convolution.apply(product(bcx, 0, bcx, 2 * d, d, pass), pass);
    return pass.tap("mixer_out", out.forward(product(mixed, 0, bcx, d, d, pass), pass));
  }

  /** The columns [aAt, aAt + d) of a times the columns [bAt, bAt + d) of b. */
  private static Rows product(Rows a, int aAt, Rows b, int bAt, int d, Pass pass) {
    Rows y = pass.rows(a.n(), d);
    for (int r = 0; r < y.n(); r++) {
      for (int i = 0; i < d; i++) {
        y.value()[r * d + i] = a.value()[r * a.d() + aAt + i] * b.value()[r * b.d() + bAt + i];
      }
    }
    Tape tape = pass.tape();
    if (tape != null && (tape.isLive(a) || tape.isLive(b))) {
      tape.record(
          y,
          () -> {
            float[] dy = tape.gradient(y);
            addProduct(dy, b, bAt, tape.gradient(a), a.d(), aAt, d);
            addProduct(dy, a, aAt, tape.gradient(b), b.d(), bAt, d);
          });
    }
    return y;
  }

  private static void addProduct(
      float[] dy, Rows factor, int from, float[] to, int width, int at, int d) {
    for (int r = 0; r < factor.n(); r++) {
      for (int i = 0; i < d; i++) {
        to[r * width + at + i] += dy[r * d + i] * factor.value()[r * factor.d() + from + i];
      }
    }
  }
}
