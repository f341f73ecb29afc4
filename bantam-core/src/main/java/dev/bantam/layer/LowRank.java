package dev.bantam.layer;

import dev.bantam.kernel.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * A low-rank change of a linear layer's weight, W + scale B A (LoRA, arXiv 2106.09685).
 *
 * @param a [r, d in]
 * @param b [d out, r]
 * @param scale alpha / r, or alpha / sqrt(r) (rsLoRA, arXiv 2312.03732)
 * @param magnitude [d out] the lengths that the changed weight's rows are given (DoRA, arXiv
 *     2402.09353), or null to leave them as they come
 */
public record LowRank(Matrix a, Matrix b, float scale, float @Nullable [] magnitude) {
  public LowRank {
    if (a.rows() != b.columns()) {
      throw new IllegalArgumentException(
          "an adapter's factors of rank " + a.rows() + " and " + b.columns());
    }
  }
}
