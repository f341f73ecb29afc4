package dev.bantam.kernel.machine;

import static dev.bantam.kernel.machine.Assembler.R10;
import static dev.bantam.kernel.machine.Assembler.R11;
import static dev.bantam.kernel.machine.Assembler.R8;
import static dev.bantam.kernel.machine.Assembler.RAX;
import static dev.bantam.kernel.machine.Assembler.RCX;
import static dev.bantam.kernel.machine.Assembler.RDI;
import static dev.bantam.kernel.machine.Assembler.RDX;
import static dev.bantam.kernel.machine.Assembler.RSI;

import dev.bantam.kernel.machine.Assembler.Form;

/**
 * Makes kernels that add sums of outer products, C += A B, as {@code kernel.Outer} defines them: a
 * tile of some rows and some vectors of C stays in registers.
 */
final class OuterCompiler {
  /** Most rows in a tile: with {@link #MOST_VECTORS}, 24 sums, 4 of B and one of A. */
  static final int MOST_ROWS = 6;

  static final int MOST_VECTORS = 4;

  private OuterCompiler() {}

  /**
   * {@code (a, groups, b, steps, c)}: {@code m} rows of A and C a group.
   *
   * @param type of B
   * @param vectors of 16 columns of B and C
   * @param aStride bytes between rows of A
   * @param aStep bytes between steps of A
   * @param bStep bytes between steps of B
   * @param cStride bytes between rows of C
   */
  static byte[] outer(
      Floats type, int m, int vectors, int aStride, int aStep, int bStep, int cStride) {
    Assembler a = new Assembler(Form.EVEX_512);
    int b = m * vectors;
    int factor = b + vectors;
    int group = a.here();
    for (int sum = 0; sum < m * vectors; sum++) {
      a.vector(Op.LOAD_FLOATS, sum, sum(sum, vectors, cStride));
    }
    a.move(RAX, RDI);
    a.move(R10, RDX);
    a.move(R11, RCX);
    int step = a.here();
    for (int v = 0; v < vectors; v++) {
      type.load(a, b + v, Mem.at(R10, 16 * type.bytes * v));
    }
    for (int i = 0; i < m; i++) {
      a.vector(Op.BROADCAST, factor, Mem.at(RAX, i * aStride));
      for (int v = 0; v < vectors; v++) {
        a.vector(type.multiplyAdd(), i * vectors + v, b + v, factor);
      }
    }
    a.addConstant(RAX, aStep);
    a.addConstant(R10, bStep);
    a.decrement(R11);
    a.jumpIfNotZero(step);
    for (int sum = 0; sum < m * vectors; sum++) {
      a.vector(Op.STORE_FLOATS, sum, sum(sum, vectors, cStride));
    }
    a.addConstant(RDI, m * aStride);
    a.addConstant(R8, m * cStride);
    a.decrement(RSI);
    a.jumpIfNotZero(group);
    a.leave();
    return a.finish();
  }

  private static Mem sum(int sum, int vectors, int cStride) {
    return Mem.at(R8, sum / vectors * cStride + 64 * (sum % vectors));
  }
}
