package dev.bantam.layer;

/** A piece of a network: rows in, rows out. */
@FunctionalInterface
public interface Layer {
  /**
   * Computes the output of each row.
   *
   * @param x [n, d in]; only a layer that adds to the residual stream ({@link Residual}, {@link
   *     AddNorm}) changes it
   * @return [n, d out], valid until the enclosing scope of the pass ends
   */
  Rows forward(Rows x, Pass pass);

  /** One layer after the other. */
  static Layer chain(Layer... layers) {
    return (x, pass) -> {
      Rows y = x;
      for (Layer layer : layers) {
        y = layer.forward(y, pass);
      }
      return y;
    };
  }

  /** The sum of two layers of the same input: a parallel block. */
  static Layer sum(Layer first, Layer second) {
    return (x, pass) -> {
      Rows a = first.forward(x, pass);
      Rows b = second.forward(x, pass);
      Rows y = pass.rows(a.n(), a.d());
      for (int i = 0; i < a.n() * a.d(); i++) {
        y.value()[i] = a.value()[i] + b.value()[i];
      }
      return y;
    };
  }
}
