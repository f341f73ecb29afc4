package dev.bantam.layer;

import org.jspecify.annotations.Nullable;

/**
 * Normalisation of groups of {@code size} numbers: whole rows, or each head of a row.
 *
 * <p>RMS (Zhang and Sennrich, arXiv 1910.07467): y = w x / sqrt(mean(x²) + eps). Layer (Ba et al.,
 * arXiv 1607.06450): y = w (x - mean) / sqrt(var + eps) + b.
 */
public final class Norm implements Layer {
  /** Which statistics are taken out. */
  public enum Kind {
    RMS,
    LAYER
  }

  private final Kind kind;
  private final int size;
  private final float @Nullable [] weight;
  private final float @Nullable [] bias;
  private final float eps;

  /**
   * @param size numbers that are normalised together
   * @param weight [size], or [groups * size] where each group of a row has its own, or null for all
   *     ones
   * @param bias as {@code weight}, or null for none
   */
  public Norm(Kind kind, int size, float @Nullable [] weight, float @Nullable [] bias, float eps) {
    this.kind = kind;
    this.size = size;
    this.weight = weight;
    this.bias = bias;
    this.eps = eps;
  }

  @Override
  public Rows forward(Rows x, Pass pass) {
    Rows y = pass.rows(x.n(), x.d());
    int groups = x.d() / size;
    pass.each(x.n(), x.d(), r -> normalise(x.value(), r * x.d(), groups, y.value()));
    return y;
  }

  /** Normalises every row in place. */
  public void apply(Rows x, Pass pass) {
    int groups = x.d() / size;
    pass.each(x.n(), x.d(), r -> normalise(x.value(), r * x.d(), groups, x.value()));
  }

  private void normalise(float[] x, int at, int groups, float[] y) {
    for (int g = 0; g < groups; g++, at += size) {
      float mean = kind == Kind.LAYER ? (float) (sum(x, at) / size) : 0;
      float scale = (float) (1 / Math.sqrt((float) (squares(x, at, mean) / size) + eps));
      int w = weight == null ? 0 : (g * size) % weight.length;
      for (int i = 0; i < size; i++) {
        float v = (x[at + i] - mean) * scale;
        if (weight != null) {
          v *= weight[w + i];
        }
        y[at + i] = bias == null ? v : v + bias[w + i];
      }
    }
  }

  private double sum(float[] x, int at) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += x[at + i];
    }
    return sum;
  }

  private double squares(float[] x, int at, float mean) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      float v = x[at + i] - mean;
      sum += v * v;
    }
    return sum;
  }
}
