package dev.bantam.format;

import dev.bantam.tensor.DType;
import java.util.Arrays;

/** The size in bytes of a tensor whose shape a file claims: no product is made that could wrap. */
final class TensorBytes {
  private TensorBytes() {}

  /**
   * Bytes that a tensor of this shape takes, or -1 if there is no such tensor: a size below 1, rows
   * or columns above 2^31-1, a row that is no whole number of blocks, or more bytes than a long
   * counts.
   *
   * @param shape sizes, outermost first
   */
  static long of(DType type, long[] shape) {
    long columns = shape.length == 0 ? 1 : shape[shape.length - 1];
    long rows = 1;
    for (int i = 0; i < shape.length - 1; i++) {
      if (shape[i] < 1 || shape[i] > Integer.MAX_VALUE / rows) {
        return -1;
      }
      rows *= shape[i];
    }
    if (columns < 1 || columns > Integer.MAX_VALUE || columns % type.blockSize != 0) {
      return -1;
    }
    long rowBytes = columns / type.blockSize * type.blockBytes;
    return rowBytes > Long.MAX_VALUE / rows ? -1 : rowBytes * rows;
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
