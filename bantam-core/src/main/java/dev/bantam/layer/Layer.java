package dev.bantam.layer;

import dev.bantam.kernel.VectorOps;

/** A piece of a network: rows in, rows out. */
@FunctionalInterface
public interface Layer {
  /**
   * Computes the output of each row.
   *
   * @param x [n, d in]; only a layer that adds to the residual stream ({@link Residual}, {@link
   *     AddNorm}) changes it, and none if the pass has a tape
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
      Tape tape = pass.tape();
      if (tape != null && (tape.isLive(a) || tape.isLive(b))) {
        tape.record(
            y,
            () -> {
              for (Rows term : new Rows[] {a, b}) {
                if (tape.isLive(term)) {
                  VectorOps.add(tape.gradient(y), 0, tape.gradient(term), 0, y.n() * y.d());
                }
              }
            });
      }
      return y;
    };
  }
}
