package dev.bantam.model.adapter;

import dev.bantam.format.TensorSource;
import dev.bantam.kernel.Kernel;
import dev.bantam.kernel.Quantizer;
import dev.bantam.kernel.Team;
import dev.bantam.kernel.VectorOps;
import dev.bantam.model.adapter.Adapter.Change;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * A weight with what adapters add to it, computed some rows at a time: W + scale B A for each, and
 * of a DoRA then the rows at its magnitudes, as a layer does when it runs with them.
 */
public final class ChangedWeight {
  /** Values that are computed and encoded before they are written. */
  private static final int VALUES_AT_ONCE = 1 << 22;

  private final Tensor weight;
  private final List<Change> changes;

  /**
   * @param changes of this weight, in the order of their adapters; may be none
   */
  public ChangedWeight(Tensor weight, List<Change> changes) {
    this.weight = weight;
    this.changes = List.copyOf(changes);
  }

  /**
   * The weight in a storage type, to be written. Where nothing changes, and the type is its own, it
   * is copied.
   *
   * @throws IllegalArgumentException if the type cannot be written
   */
  public TensorSource as(DType type, Team team) {
    if (changes.isEmpty() && type == weight.type()) {
      return TensorSource.of(weight);
    }
    Quantizer quantizer = new Quantizer(type, team);
    return new TensorSource(
        weight.name(), type, weight.shape(), out -> encode(quantizer, type, team, out));
  }

  private void encode(Quantizer quantizer, DType type, Team team, TensorSource.Sink out)
      throws IOException {
    int rowsAtOnce = rowsAtOnce();
    long rowBytes = type.bytes(weight.columns());
    try (Arena arena = Arena.ofShared()) {
      MemorySegment buffer = arena.allocate(rowsAtOnce * rowBytes);
      MemorySegment values = arena.allocate((long) rowsAtOnce * weight.columns() * Float.BYTES, 64);
      for (int row = 0; row < weight.rows(); row += rowsAtOnce) {
        int end = Math.min(weight.rows(), row + rowsAtOnce);
        quantizer.encode(rows(row, end, values, team), 0, end - row, null, buffer);
        out.write(buffer.asSlice(0, (end - row) * rowBytes));
      }
    }
  }

  /** So many that an expert's rows are a whole number of times as many. */
  private int rowsAtOnce() {
    int rows = weight.rows();
    int most = Math.clamp(VALUES_AT_ONCE / weight.columns(), 1, rows);
    if (weight.shape().length < 3) {
      return most;
    }
    int each = rows / (int) weight.shape()[0];
    return Math.min(most, each) == each ? each : 1;
  }

  /**
   * Computes rows [from, to).
   *
   * @param memory at least as large as they are as float32
   */
  private Tensor rows(int from, int to, MemorySegment memory, Team team) {
    int columns = weight.columns();
    List<Factors> factors = changes.stream().map(c -> Factors.of(c.rows(from, to))).toList();
    Kernel kernel = Kernel.of(weight.type());
    long rowBytes = weight.type().bytes(columns);
    team.run(
        to - from,
        r -> {
          float[] original = new float[columns];
          kernel.decode(weight.data(), (from + r) * rowBytes, original, 0, columns);
          float[] row = original.clone();
          for (Factors each : factors) {
            each.apply(r, original, row);
          }
          MemorySegment.copy(
              row, 0, memory, ValueLayout.JAVA_FLOAT, (long) r * columns * Float.BYTES, columns);
        });
    long[] shape = {to - from, columns};
    return new Tensor(
        weight.name(),
        DType.F32,
        shape,
        memory.asSlice(0, (long) (to - from) * columns * Float.BYTES));
  }

  /**
   * A change's numbers as floats.
   *
   * @param a [rank, columns]
   * @param b [rows, rank], times the scale
   * @param magnitude [rows], or none
   */
  private record Factors(float[] a, float[] b, int rank, float[] magnitude) {
    static Factors of(Change change) {
      float[] b = decoded(change.b());
      VectorOps.scale(change.scale(), b, 0, b.length);
      Tensor magnitude = change.magnitude();
      return new Factors(
          decoded(change.a()),
          b,
          change.rank(),
          magnitude == null ? new float[0] : decoded(magnitude));
    }

    private static float[] decoded(Tensor tensor) {
      float[] values = new float[Math.toIntExact(tensor.size())];
      Kernel.of(tensor.type()).decode(tensor.data(), 0, values, 0, values.length);
      return values;
    }

    /**
     * Changes row {@code r}. The lengths that magnitudes replace are those of the original's sum
     * with this change alone.
     */
    void apply(int r, float[] original, float[] row) {
      int columns = row.length;
      add(r, row);
      if (magnitude.length > 0) {
        float[] alone = original.clone();
        add(r, alone);
        double length = Math.sqrt(VectorOps.sumOfSquares(alone, 0, columns));
        VectorOps.scale((float) (magnitude[r] / length), row, 0, columns);
      }
    }

    private void add(int r, float[] row) {
      for (int k = 0; k < rank; k++) {
        VectorOps.addScaled(b[r * rank + k], a, k * row.length, row, 0, row.length);
      }
    }
  }
}
