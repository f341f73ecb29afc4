package dev.bantam.train;

import java.util.Map;
import java.util.TreeMap;

/**
 * What some examples cost: a sum, so that the mean of many is exact however they were cut into
 * micro-batches.
 *
 * @param sum of the losses of all that counts, in nats
 * @param count how many tokens (or preference pairs) count
 * @param extra further sums by name, such as {@code accuracy}; divided by {@code count} when shown
 */
public record Loss(double sum, long count, Map<String, Double> extra) {
  public static final Loss NONE = new Loss(0, 0, Map.of());

  public Loss {
    extra = Map.copyOf(extra);
  }

  public static Loss of(double sum, long count) {
    return new Loss(sum, count, Map.of());
  }

  /** The mean loss; NaN if nothing counts. */
  public double mean() {
    return sum / count;
  }

  /** The loss of these examples and of others. */
  public Loss plus(Loss other) {
    Map<String, Double> all = new TreeMap<>(extra);
    other.extra.forEach((name, value) -> all.merge(name, value, Double::sum));
    return new Loss(sum + other.sum, count + other.count, all);
  }
}
