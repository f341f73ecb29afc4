package dev.bantam.format;

import dev.bantam.tensor.DType;
import java.util.Arrays;

/** The size in bytes of a tensor whose shape a file claims: no product is made that could wrap. */
final class TensorBytes {
  private TensorBytes() {}

  /**
   * Number of values of a tensor, or -1 if there is no such tensor: a negative size, or rows or
   * columns above 2^31-1. At most 2^62.
   *
   * @param shape sizes, outermost first
   */
  static long values(long[] shape) {
    long columns = shape.length == 0 ? 1 : shape[shape.length - 1];
    long rows = 1;
    boolean empty = columns == 0;
    for (int i = 0; i < shape.length - 1; i++) {
      if (shape[i] < 0 || shape[i] > Integer.MAX_VALUE / rows) {
        return -1;
      }
      empty |= shape[i] == 0;
      rows *= Math.max(shape[i], 1);
    }
    if (columns < 0 || columns > Integer.MAX_VALUE) {
      return -1;
    }
    return empty ? 0 : rows * columns;
  }

  /**
   * Bytes that a tensor takes in a GGUF file, or -1 if there is no such tensor: no values, sizes as
   * {@link #values} refuses them, a row that is no whole number of blocks, or more bytes than a
   * long counts.
   *
   * @param shape sizes, outermost first
   */
  static long of(DType type, long[] shape) {
    long values = values(shape);
    long columns = shape.length == 0 ? 1 : shape[shape.length - 1];
    if (values < 1 || columns % type.blockSize != 0) {
      return -1;
    }
    long blocks = values / type.blockSize;
    return blocks > Long.MAX_VALUE / type.blockBytes ? -1 : blocks * type.blockBytes;
  }

  /** Why {@link #of} refused a tensor. */
  static String fault(String name, DType type, long[] shape) {
    long columns = shape.length == 0 ? 1 : shape[shape.length - 1];
    if (columns > 0 && columns % type.blockSize != 0) {
      return "tensor '%s': a row of %d values is no whole number of %s blocks of %d"
          .formatted(name, columns, type, type.blockSize);
    }
    return "tensor '%s' has the shape %s; sizes should be at least 1, rows and columns below 2^31"
        .formatted(name, Arrays.toString(shape));
  }
}
