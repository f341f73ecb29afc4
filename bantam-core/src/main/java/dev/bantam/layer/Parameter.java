package dev.bantam.layer;

import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A weight that training changes. Layers read the values where they lie, as a tensor of float32;
 * backward passes add to the gradient.
 */
public final class Parameter {
  private static final long ALIGNMENT = 64;

  private final Tensor tensor;
  private final float[] gradient;

  /**
   * A parameter of zeros.
   *
   * @param name the tensor's GGUF name, such as {@code blk.0.attn_q.weight}
   * @param shape sizes, outermost first
   * @param arena how long it lives
   */
  public Parameter(String name, long[] shape, Arena arena) {
    long size = 1;
    for (long n : shape) {
      size = Math.multiplyExact(size, n);
    }
    this.gradient = new float[Math.toIntExact(size)];
    MemorySegment data = arena.allocate(Float.BYTES * size, ALIGNMENT);
    this.tensor = new Tensor(name, DType.F32, shape.clone(), data);
  }

  public String name() {
    return tensor.name();
  }

  /** The values, in memory that may be written to. */
  public Tensor tensor() {
    return tensor;
  }

  /** Number of values. */
  public int size() {
    return gradient.length;
  }

  /** The sum of the loss's derivatives by each value since {@link #clearGradient}. */
  public float[] gradient() {
    return gradient;
  }

  public void clearGradient() {
    Arrays.fill(gradient, 0);
  }

  /** A copy of the values. */
  public float[] values() {
    return tensor.data().toArray(ValueLayout.JAVA_FLOAT);
  }

  /** Replaces the values; {@link Parameters#refresh} then tells the layers. */
  public void set(float[] values) {
    if (values.length != gradient.length) {
      throw new IllegalArgumentException(
          values.length + " values for parameter " + tensor + " of " + gradient.length);
    }
    MemorySegment.copy(values, 0, tensor.data(), ValueLayout.JAVA_FLOAT, 0, values.length);
  }
}
