package dev.bantam.layer;

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
    Rows sum;
    try (Pass.Scope _ = pass.scope(pass.layer())) {
      sum = Residual.add(x, 1, layer.forward(x, pass), pass);
    }
    return norm.apply(sum, pass);
  }
}
