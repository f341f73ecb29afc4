package dev.bantam.kernel;

import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Stores the rows of a tensor in another type. A row's bytes depend on that row and its importances
 * alone, so they are the same with any number of threads.
 */
public final class Quantizer {
  /** Rows are handed to threads in parts of about so many values. */
  private static final int VALUES_PER_PART = 32 * 512;

  private final Kernel target;
  private final Team team;

  /**
   * @throws IllegalArgumentException if the type cannot be written
   */
  public Quantizer(DType target, Team team) {
    this.target = Kernel.of(target);
    this.team = team;
    if (!this.target.encodes()) {
      throw new IllegalArgumentException(target + " can be read but not written");
    }
  }

  /**
   * Encodes rows [from, to) of a tensor.
   *
   * @param source rows are counted over all outer dimensions (see {@link Tensor#rows()})
   * @param importance [experts, columns] as in {@link Kernel#encode}, or null; the tensor's rows
   *     are divided among the experts evenly
   * @param out receives the rows' blocks
   * @throws ArithmeticException if a value is not finite, or would not be in the new type; the
   *     message names the tensor
   */
  public void encode(
      Tensor source, int from, int to, float @Nullable [] importance, MemorySegment out) {
    int columns = source.columns();
    int rowsPerPart = Math.max(1, VALUES_PER_PART / columns);
    team.run(
        Math.ceilDiv(to - from, rowsPerPart),
        part -> {
          int first = from + part * rowsPerPart;
          int last = Math.min(to, first + rowsPerPart);
          encodeRows(source, first, last, importance, out, first - from);
        });
  }

  private void encodeRows(
      Tensor source,
      int from,
      int to,
      float @Nullable [] importance,
      MemorySegment out,
      long outRow) {
    int columns = source.columns();
    Kernel kernel = Kernel.of(source.type());
    long sourceBytes = source.type().bytes(columns);
    long targetBytes = target.type().bytes(columns);
    float[] row = new float[columns];
    for (int r = from; r < to; r++) {
      kernel.decode(source.data(), r * sourceBytes, row, 0, columns);
      checkFinite(row, source, r);
      long at = (outRow + r - from) * targetBytes;
      target.encode(row, 0, columns, importancesOf(r, source, importance), out, at);
      target.decode(out, at, row, 0, columns);
      checkFinite(row, source, r);
    }
  }

  private static float @Nullable [] importancesOf(
      int r, Tensor source, float @Nullable [] importance) {
    int columns = source.columns();
    if (importance == null || importance.length == columns) {
      return importance;
    }
    int rowsPerExpert = source.rows() / (importance.length / columns);
    int at = r / rowsPerExpert * columns;
    return Arrays.copyOfRange(importance, at, at + columns);
  }

  private void checkFinite(float[] row, Tensor source, int r) {
    for (int j = 0; j < row.length; j++) {
      if (!Float.isFinite(row[j])) {
        throw new ArithmeticException(
            "tensor '%s': the value in row %d, column %d is not finite, or not as %s"
                .formatted(source.name(), r, j, target.type()));
      }
    }
  }
}
