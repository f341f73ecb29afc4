package dev.bantam.layer;

import dev.bantam.kernel.VectorOps;
import org.jspecify.annotations.Nullable;

/** The residual stream's step: x += scale * post(layer(norm(x))). */
public final class Residual implements Layer {
  private final @Nullable Norm norm;
  private final Layer layer;
  private final @Nullable Norm post;
  private final float scale;

  /**
   * @param norm before the layer, or null
   * @param post after the layer, or null
   * @param scale factor of what is added
   */
  public Residual(@Nullable Norm norm, Layer layer, @Nullable Norm post, float scale) {
    this.norm = norm;
    this.layer = layer;
    this.post = post;
    this.scale = scale;
  }

  public Residual(@Nullable Norm norm, Layer layer) {
    this(norm, layer, null, 1);
  }

  @Override
  public Rows forward(Rows x, Pass pass) {
    try (Pass.Scope _ = pass.scope(pass.layer())) {
      Rows y = layer.forward(norm == null ? x : norm.forward(x, pass), pass);
      if (post != null) {
        y = post.apply(y, pass);
      }
      return add(x, scale, y, pass);
    }
  }

  /** x + scale y, in x's place if no tape holds on to it; y is used up. */
  static Rows add(Rows x, float scale, Rows y, Pass pass) {
    int size = x.n() * x.d();
    Tape tape = pass.tape();
    if (tape == null) {
      VectorOps.addScaled(scale, y.value(), 0, x.value(), 0, size);
      return x;
    }
    Rows sum = pass.rows(x.n(), x.d());
    System.arraycopy(x.value(), 0, sum.value(), 0, size);
    VectorOps.addScaled(scale, y.value(), 0, sum.value(), 0, size);
    pass.giveBack(y);
    if (tape.isLive(x) || tape.isLive(y)) {
      tape.record(
          sum,
          () -> {
            float[] d = tape.gradient(sum);
            if (tape.isLive(x)) {
              VectorOps.add(d, 0, tape.gradient(x), 0, size);
            }
            if (tape.isLive(y)) {
              VectorOps.addScaled(scale, d, 0, tape.gradient(y), 0, size);
            }
          });
    }
    return sum;
  }
}
