package dev.bantam.layer;

import dev.bantam.kernel.Matrix;
import org.jspecify.annotations.Nullable;

/** y = x Wᵀ + b. */
public final class Linear implements Layer {
  private final Matrix weight;
  private final float @Nullable [] bias;

  /**
   * @param weight [d out, d in]
   * @param bias [d out], or null
   */
  public Linear(Matrix weight, float @Nullable [] bias) {
    if (bias != null && bias.length != weight.rows()) {
      throw new IllegalArgumentException(
          "bias of " + bias.length + " for a weight of " + weight.rows() + " rows");
    }
    this.weight = weight;
    this.bias = bias;
  }

  public Matrix weight() {
    return weight;
  }

  /** Numbers in a row of the output. */
  public int outputs() {
    return weight.rows();
  }

  @Override
  public Rows forward(Rows x, Pass pass) {
    int d = weight.rows();
    if (x.d() != weight.columns()) {
      throw new IllegalArgumentException(
          "rows of " + x.d() + " meet a weight of " + weight.columns() + " columns");
    }
    Rows y = pass.rows(x.n(), d);
    weight.multiply(x.value(), x.n(), y.value(), pass.team());
    if (bias != null) {
      for (int r = 0; r < x.n(); r++) {
        for (int i = 0; i < d; i++) {
          y.value()[r * d + i] += bias[i];
        }
      }
    }
    return y;
  }
}
