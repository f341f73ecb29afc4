package dev.bantam.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A typed, shaped, read-only view of memory, usually of a mapped file.
 *
 * @param name the name it has in its file
 * @param type how its values are stored
 * @param shape sizes, outermost first (C order): a weight matrix is [rows out, columns in]. GGUF
 *     writes the same sizes in reverse
 * @param data exactly the tensor's bytes; row r of a matrix begins at {@code r *
 *     type.bytes(columns)}
 */
public record Tensor(String name, DType type, long[] shape, MemorySegment data) {

  public Tensor {
    long values = 1;
    for (long size : shape) {
      values = Math.multiplyExact(values, size);
    }
    if (type.bytes(values) != data.byteSize()) {
      throw new IllegalArgumentException(
          "tensor %s: %s %s takes %d bytes, not %d"
              .formatted(name, type, Arrays.toString(shape), type.bytes(values), data.byteSize()));
    }
  }

  /** Number of values. */
  public long size() {
    long values = 1;
    for (long size : shape) {
      values *= size;
    }
    return values;
  }

  /** The size of the innermost dimension: the length of a row; 1 for a scalar. */
  public int columns() {
    return shape.length == 0 ? 1 : Math.toIntExact(shape[shape.length - 1]);
  }

  /** How many rows of {@link #columns} values there are, whatever the number of dimensions. */
  public int rows() {
    return columns() == 0 ? 0 : Math.toIntExact(size() / columns());
  }

  /** The rows [from, to) of all {@link #rows}, as a matrix; shares memory with this tensor. */
  public Tensor rows(int from, int to) {
    long rowBytes = type.bytes(columns());
    return new Tensor(
        name,
        type,
        new long[] {to - from, columns()},
        data.asSlice(from * rowBytes, (to - from) * rowBytes));
  }

  @Override
  public String toString() {
    return name + " " + type + " " + Arrays.toString(shape);
  }
}
