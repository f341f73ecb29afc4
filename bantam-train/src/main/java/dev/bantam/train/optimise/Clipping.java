package dev.bantam.train.optimise;

import dev.bantam.kernel.Team;
import dev.bantam.layer.Parameter;
import java.util.List;

/** Bounds the length of the gradient of all parameters together (arXiv 1211.5063). */
public final class Clipping {
  /** As torch's {@code clip_grad_norm_}. */
  private static final double EPSILON = 1e-6;

  private final Slices slices;
  private final double maxNorm;

  /**
   * @param maxNorm longest gradient; 0 for any
   */
  public Clipping(List<Parameter> parameters, double maxNorm, Team team) {
    this.slices = new Slices(parameters, team);
    this.maxNorm = maxNorm;
  }

  /** The length of the gradient, before it is clipped. */
  public double norm() {
    return slices.gradientNorm();
  }

  /** What a gradient of length {@code norm} is to be multiplied by. */
  public float scale(double norm) {
    return maxNorm == 0 ? 1 : (float) Math.min(1, maxNorm / (norm + EPSILON));
  }
}
