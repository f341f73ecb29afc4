package dev.bantam.train.optimise;

import dev.bantam.kernel.Matrix;
import dev.bantam.kernel.Team;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Brings all singular values of a matrix near 1 by five steps of a polynomial, X -> a X + (b A + c
 * A²) X with A = X Xᵀ: nearly the orthogonal matrix that is closest to it.
 *
 * <p>Source: K. Jordan and others, "Muon: An optimizer for hidden layers in neural networks", 2024.
 */
final class NewtonSchulz {
  private static final int STEPS = 5;
  private static final float A = 3.4445f;
  private static final float B = -4.7750f;
  private static final float C = 2.0315f;
  private static final double SMALLEST_NORM = 1e-7;

  private final int rows;
  private final int columns;
  private final Team team;
  private final float[] x;
  private final float[] product;
  private final float[] gram;
  private final float[] gramSquared;
  private final Matrix xMatrix;
  private final Matrix xTransposed;
  private final Matrix gramMatrix;

  /** For matrices [rows, columns] with rows at most columns. */
  NewtonSchulz(int rows, int columns, Arena arena, Team team) {
    this.rows = rows;
    this.columns = columns;
    this.team = team;
    this.x = new float[rows * columns];
    this.product = new float[rows * columns];
    this.gram = new float[rows * rows];
    this.gramSquared = new float[rows * rows];
    this.xMatrix = matrix(rows, columns, arena);
    this.xTransposed = matrix(columns, rows, arena);
    this.gramMatrix = matrix(rows, rows, arena);
  }

  private static Matrix matrix(int rows, int columns, Arena arena) {
    MemorySegment data = arena.allocate((long) Float.BYTES * rows * columns, 64);
    return new Matrix(new Tensor("newton-schulz", DType.F32, new long[] {rows, columns}, data));
  }

  /** [rows, columns] to be filled with the matrix; after {@link #run} it is the result. */
  float[] x() {
    return x;
  }

  void run() {
    double squares = 0;
    for (float value : x) {
      squares += (double) value * value;
    }
    float scale = (float) (1 / Math.max(Math.sqrt(squares), SMALLEST_NORM));
    for (int i = 0; i < x.length; i++) {
      x[i] *= scale;
    }
    for (int step = 0; step < STEPS; step++) {
      step();
    }
  }

  private void step() {
    copy(x, xMatrix);
    xMatrix.multiply(x, rows, gram, team);
    copy(gram, gramMatrix);
    gramMatrix.multiply(gram, rows, gramSquared, team); // A is symmetric: A Aᵀ = A²
    for (int i = 0; i < gram.length; i++) {
      gram[i] = B * gram[i] + C * gramSquared[i];
    }
    transpose(x, product);
    copy(product, xTransposed);
    xTransposed.multiply(gram, rows, product, team);
    for (int i = 0; i < x.length; i++) {
      x[i] = A * x[i] + product[i];
    }
  }

  private static void copy(float[] values, Matrix to) {
    MemorySegment.copy(values, 0, to.tensor().data(), ValueLayout.JAVA_FLOAT, 0, values.length);
  }

  /** to [columns, rows] = from [rows, columns], transposed. */
  private void transpose(float[] from, float[] to) {
    team.run(
        columns,
        c -> {
          for (int r = 0; r < rows; r++) {
            to[c * rows + r] = from[r * columns + c];
          }
        });
  }
}
