package dev.bantam.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;

/**
 * Compares gradients with central differences of the loss: along the gradient itself, whose slope
 * is its length, and along a random vector, which sees every part of it.
 *
 * <p>The loss is computed in float32, so that small steps drown in rounding, and large ones leave
 * the straight: a gradient is right if a step of some size confirms it. Where the loss has kinks
 * and jumps (choice of experts), no step may, though the gradient is right; then try other numbers.
 */
public final class FiniteDifferences {
  /** Steps by the length of the weights. */
  private static final double[] STEPS = {1e-2, 3e-2, 3e-3, 1e-1, 1e-3, 3e-4};

  /** Of the slope that a vector of the gradient's length has on average. */
  private static final double TOLERANCE = 2e-3;

  /** Of the loss. */
  private static final double ROUNDING = 1e-6;

  private final Parameters parameters;
  private final DoubleSupplier loss;
  private final Random random;

  /**
   * @param loss by the values that the parameters have
   */
  public FiniteDifferences(Parameters parameters, DoubleSupplier loss, Random random) {
    this.parameters = parameters;
    this.loss = loss;
    this.random = random;
  }

  /**
   * Compares a parameter's gradient.
   *
   * @return what is wrong, empty if nothing is
   */
  public List<String> faults(Parameter parameter) {
    float[] gradient = parameter.gradient().clone();
    double[] along = new double[gradient.length];
    double[] anywhere = new double[gradient.length];
    for (int i = 0; i < gradient.length; i++) {
      along[i] = gradient[i];
      anywhere[i] = random.nextGaussian();
    }
    List<String> faults = new ArrayList<>();
    compare(parameter, gradient, along, 1, "along itself", faults);
    double root = Math.sqrt(gradient.length);
    compare(parameter, gradient, anywhere, root, "along a random vector", faults);
    return faults;
  }

  /**
   * @param factor how much smaller than the gradient the slope in this direction is on average, and
   *     how much larger a step may be
   */
  private void compare(
      Parameter parameter,
      float[] gradient,
      double[] direction,
      double factor,
      String name,
      List<String> faults) {
    float[] values = parameter.values();
    double length = norm(direction);
    double slope = 0;
    for (int i = 0; i < direction.length; i++) {
      direction[i] /= length == 0 ? 1 : length;
      slope += direction[i] * gradient[i];
    }
    double reach = norm(values) == 0 ? 0.1 : norm(values) / Math.sqrt(values.length);
    double noise = ROUNDING * (1 + Math.abs(loss.getAsDouble())) / (0.1 * reach * factor);
    double tolerance = TOLERANCE * norm(gradient) / factor + noise;
    StringBuilder seen = new StringBuilder();
    for (double step : STEPS) {
      double h = step * reach * factor;
      double found = (at(parameter, values, direction, h) - at(parameter, values, direction, -h));
      found /= 2 * h;
      if (Math.abs(found - slope) <= tolerance) {
        seen.setLength(0);
        break;
      }
      seen.append(" %.6g".formatted(found));
    }
    parameter.set(values);
    parameters.refresh();
    if (!seen.isEmpty()) {
      faults.add(
          "%s %s: %.6g, differences%s (± %.2g)"
              .formatted(parameter.name(), name, slope, seen, tolerance));
    }
  }

  private double at(Parameter parameter, float[] values, double[] direction, double h) {
    float[] moved = new float[values.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (float) (values[i] + h * direction[i]);
    }
    parameter.set(moved);
    parameters.refresh();
    return loss.getAsDouble();
  }

  /** The Euclidean length. */
  public static double norm(float[] x) {
    double sum = 0;
    for (float v : x) {
      sum += (double) v * v;
    }
    return Math.sqrt(sum);
  }

  private static double norm(double[] x) {
    double sum = 0;
    for (double v : x) {
      sum += v * v;
    }
    return Math.sqrt(sum);
  }
}
