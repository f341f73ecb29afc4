package dev.bantam.layer;

import dev.bantam.kernel.VectorOps;
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
      float[] centred = x;
      if (kind == Kind.LAYER) {
        float mean = (float) (sum(x, at) / size);
        for (int i = at; i < at + size; i++) {
          y[i] = x[i] - mean;
        }
        centred = y;
      }
      float squares = VectorOps.sumOfSquares(centred, at, size);
      float scale = (float) (1 / Math.sqrt(squares / size + eps));
      int w = weight == null ? 0 : (g * size) % weight.length;
      for (int i = 0; i < size; i++) {
        float v = centred[at + i] * scale;
        y[at + i] = weight == null ? v : v * weight[w + i];
      }
      if (bias != null) {
        VectorOps.add(bias, w, y, at, size);
      }
    }
  }

  private double sum(float[] x, int at) {
    double sum = 0;
    for (int i = at; i < at + size; i++) {
      sum += x[i];
    }
    return sum;
  }
}
