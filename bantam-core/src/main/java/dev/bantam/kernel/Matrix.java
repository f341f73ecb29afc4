package dev.bantam.kernel;

import dev.bantam.kernel.machine.DotKernel;
import dev.bantam.kernel.machine.Floats;
import dev.bantam.kernel.machine.LaneKernel;
import dev.bantam.kernel.machine.LaneKernels;
import dev.bantam.kernel.machine.LaneProgram;
import dev.bantam.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A weight matrix W [rows, columns] of any storage type.
 *
 * <p>A product's values do not depend on the number of threads, nor on how many rows of x are
 * multiplied at once (see {@link Dot} and {@link LaneMatrix}). Some rows of a matrix (one of
 * several matrices stored together, an expert) are a matrix of their own: {@code new
 * Matrix(tensor.rows(from, to))}.
 */
public final class Matrix {
  /** One way to multiply. */
  @FunctionalInterface
  interface Product {
    void multiply(float[] x, int m, float[] y, Team team);
  }

  private final Tensor tensor;
  private final Kernel kernel;
  private final int rows;
  private final int columns;
  private volatile @Nullable Product product;

  /**
   * @throws IllegalArgumentException if the tensor's type cannot be multiplied
   */
  public Matrix(Tensor tensor) {
    this.tensor = tensor;
    this.kernel = Kernel.of(tensor.type());
    this.rows = tensor.rows();
    this.columns = tensor.columns();
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  public Tensor tensor() {
    return tensor;
  }

  /**
   * y = x Wᵀ.
   *
   * @param x [m, columns]
   * @param y receives [m, rows]
   * @throws IllegalStateException if the tensor's file is closed
   */
  public void multiply(float[] x, int m, float[] y, Team team) {
    Objects.checkFromIndexSize(0, Math.multiplyExact(m, columns), x.length);
    Objects.checkFromIndexSize(0, Math.multiplyExact(m, rows), y.length);
    if (!tensor.data().scope().isAlive()) {
      throw new IllegalStateException("the file of tensor " + tensor.name() + " is closed");
    }
    if (m > 0 && rows > 0) {
      product(team).multiply(x, m, y, team);
    }
  }

  /**
   * As {@link #multiply(float[], int, float[], Team)}; with {@code rounded}, factors that are
   * floats may be rounded to BF16 where that is faster.
   */
  public void multiply(float[] x, int m, float[] y, boolean rounded, Team team) {
    Objects.checkFromIndexSize(0, Math.multiplyExact(m, columns), x.length);
    Objects.checkFromIndexSize(0, Math.multiplyExact(m, rows), y.length);
    if (!rounded || !RoundedProducts.multiply(kernel, tensor, x, m, y, team)) {
      multiply(x, m, y, team);
    }
  }

  /**
   * dx += dy W: takes a loss's derivatives back through {@link #multiply}.
   *
   * @param dy [m, rows]
   * @param dx [m, columns], added to
   * @param rounded whether factors may be rounded to BF16
   */
  public void multiplyBack(float[] dy, int m, float[] dx, boolean rounded, Team team) {
    Objects.checkFromIndexSize(0, Math.multiplyExact(m, rows), dy.length);
    Objects.checkFromIndexSize(0, Math.multiplyExact(m, columns), dx.length);
    if (!rounded || !RoundedProducts.toInput(kernel, tensor, dy, m, dx, team)) {
      Gradients.toInput(kernel, tensor, dy, m, dx, team);
    }
  }

  /**
   * dW += dyᵀ x: the derivatives by the weight itself.
   *
   * @param dy [m, rows]
   * @param x [m, columns]
   * @param gradient dW [rows, columns] from index {@code at}
   * @param rounded whether factors may be rounded to BF16
   */
  public void addGradient(
      float[] dy, float[] x, int m, float[] gradient, int at, boolean rounded, Team team) {
    Objects.checkFromIndexSize(0, Math.multiplyExact(m, rows), dy.length);
    Objects.checkFromIndexSize(0, Math.multiplyExact(m, columns), x.length);
    Objects.checkFromIndexSize(at, Math.multiplyExact(rows, columns), gradient.length);
    if (!rounded || !RoundedProducts.toWeight(dy, rows, x, columns, m, gradient, at, team)) {
      Gradients.toWeight(dy, rows, x, columns, m, gradient, at, team);
    }
  }

  /** How this matrix is multiplied: chosen, and weights brought into order, on first use. */
  private Product product(Team team) {
    Product known = product;
    if (known != null) {
      return known;
    }
    synchronized (this) {
      if (product == null) {
        product = choose(team);
      }
      return product;
    }
  }

  private Product choose(Team team) {
    LaneKernels machine = Simd.machine();
    LaneProgram program = kernel.lanes();
    LaneKernel lanes = machine == null || program == null ? null : machine.of(program);
    if (machine != null && lanes != null) {
      return LaneMatrix.of(tensor, machine, lanes, team)::multiply;
    }
    Floats floats = kernel.floats();
    // Machine code reads the tensor's own memory, which must not be a Java array then.
    boolean direct = tensor.data().isNative() && columns % Dot.SUMS == 0;
    DotKernel dots =
        machine == null || floats == null || !direct ? null : machine.dots(floats, columns);
    return dots != null
        ? new FloatMatrix(dots, kernel, WeightMemory.move(machine, tensor, team))::multiply
        : new StoredMatrix(kernel, tensor)::multiply;
  }

  /** Decodes row {@code r} into out[at .. at + columns). */
  public void row(int r, float[] out, int at) {
    long offset = Objects.checkIndex(r, rows) * tensor.type().bytes(columns);
    kernel.decode(tensor.data(), offset, out, at, columns);
  }

  /** Gives back what was made of matrices whose file is closed, which nothing may use any more. */
  public static void freeUnused() {
    WeightMemory.freeUnused();
  }
}
