package dev.bantam.layer;

import dev.bantam.kernel.Kernel;
import dev.bantam.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All weights that training changes. A layer's weight is trainable if it lies in a parameter's
 * memory, so that parts of one tensor (fused projections, experts) and several uses of it (tied
 * embeddings) need no names of their own.
 */
public final class Parameters {
  /** Where a weight's gradient is: gradient[at .. at + size). */
  record Slot(float[] gradient, int at) {}

  private record Bound(float[] values, Tensor from, int at) {}

  private final List<Parameter> all = new ArrayList<>();
  private final TreeMap<Long, Parameter> byAddress = new TreeMap<>();
  private final List<Runnable> derived = new ArrayList<>();
  private final IdentityHashMap<float[], Bound> bound = new IdentityHashMap<>();

  public void add(Parameter parameter) {
    all.add(parameter);
    byAddress.put(parameter.tensor().data().address(), parameter);
  }

  /** In the order in which they were added. */
  public List<Parameter> all() {
    return List.copyOf(all);
  }

  /** Number of values of all parameters together. */
  public long size() {
    return all.stream().mapToLong(Parameter::size).sum();
  }

  public void clearGradients() {
    all.forEach(Parameter::clearGradient);
  }

  /**
   * Notes that a layer holds a copy of a tensor's values, if that is trainable.
   *
   * @param values the copy
   * @param at index in the tensor of the copy's first value
   */
  public void bind(float[] values, Tensor from, int at) {
    if (find(from) != null) {
      bound.put(values, new Bound(values, from, at));
    }
  }

  /** Has {@code task} run whenever parameters have changed, after the vectors that are bound. */
  public void onRefresh(Runnable task) {
    derived.add(task);
  }

  /** Brings what layers hold of the parameters up to date; call after these have changed. */
  public void refresh() {
    for (Bound b : bound.values()) {
      float[] values = new float[b.at + b.values.length];
      Kernel.of(b.from.type()).decode(b.from.data(), 0, values, 0, values.length);
      System.arraycopy(values, b.at, b.values, 0, b.values.length);
    }
    derived.forEach(Runnable::run);
  }

  /** The gradient of a weight, or null if it is not trained. */
  @Nullable Slot slot(Tensor weight) {
    Parameter parameter = find(weight);
    if (parameter == null) {
      return null;
    }
    long offset = weight.data().address() - parameter.tensor().data().address();
    return new Slot(parameter.gradient(), (int) (offset / Float.BYTES));
  }

  /** The gradient of a vector that was {@link #bind bound}, or null if it is not trained. */
  @Nullable Slot slot(float @Nullable [] vector) {
    Bound b = vector == null ? null : bound.get(vector);
    Slot whole = b == null ? null : slot(b.from);
    return whole == null ? null : new Slot(whole.gradient, whole.at + b.at);
  }

  private @Nullable Parameter find(Tensor tensor) {
    if (!tensor.data().isNative()) {
      return null;
    }
    Map.Entry<Long, Parameter> entry = byAddress.floorEntry(tensor.data().address());
    if (entry == null) {
      return null;
    }
    long end = entry.getKey() + entry.getValue().tensor().data().byteSize();
    return tensor.data().address() < end ? entry.getValue() : null;
  }
}
