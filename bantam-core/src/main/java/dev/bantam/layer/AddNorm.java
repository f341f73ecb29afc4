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
    try (Pass.Scope _ = pass.scope(pass.layer())) {
      Rows y = layer.forward(x, pass);
      for (int i = 0; i < x.n() * x.d(); i++) {
        x.value()[i] += y.value()[i];
      }
    }
    norm.apply(x, pass);
    return x;
  }
}
