package dev.bantam.layer;

import dev.bantam.kernel.VectorOps;

/** The step of a post-norm encoder: x = norm(x + layer(x)). */
public final class AddNorm implements Layer {
  private final Layer layer;
  private final Norm norm;

  public AddNorm(Layer layer, Norm norm) {
    this.layer = layer;
    this.norm = norm;
  }

  @Override
  public Rows forward(Rows x, Pass pass) {
    try (Pass.Scope _ = pass.scope(pass.layer())) {
      Rows y = layer.forward(x, pass);
      VectorOps.add(y.value(), 0, x.value(), 0, x.n() * x.d());
    }
    norm.apply(x, pass);
    return x;
  }
}
