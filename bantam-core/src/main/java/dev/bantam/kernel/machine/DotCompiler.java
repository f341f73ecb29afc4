package dev.bantam.kernel.machine;

import static dev.bantam.kernel.machine.Assembler.R10;
import static dev.bantam.kernel.machine.Assembler.R11;
import static dev.bantam.kernel.machine.Assembler.R8;
import static dev.bantam.kernel.machine.Assembler.R9;
import static dev.bantam.kernel.machine.Assembler.RAX;
import static dev.bantam.kernel.machine.Assembler.RBX;
import static dev.bantam.kernel.machine.Assembler.RCX;
import static dev.bantam.kernel.machine.Assembler.RDI;
import static dev.bantam.kernel.machine.Assembler.RDX;
import static dev.bantam.kernel.machine.Assembler.RSI;

import dev.bantam.kernel.machine.Assembler.Form;

/**
 * Makes kernels for products of rows of floats as they are stored: 16 running sums fill a vector of
 * 512 bits, and four rows of W and some rows of x make a tile of sums that stays in registers.
 */
final class DotCompiler {
  /** Rows of W in a tile. */
  static final int TILE = 4;

  /** Most rows of x in a tile: 24 sums, 4 rows of W and one of x. */
  static final int MOST_ROWS = 6;

  private final Assembler a = new Assembler(Form.EVEX_512);
  private final int m;

  private DotCompiler(int m) {
    this.m = m;
  }

  /**
   * {@code (w, groups, x, columns / 16, y, yStride)}: {@link #TILE} rows of W a group.
   *
   * @param m rows of x
   * @param wStride bytes between rows of W
   * @param xStride bytes between rows of x
   */
  static byte[] dot(Floats type, int m, int wStride, int xStride) {
    return new DotCompiler(m).code(type, wStride, xStride);
  }

  private byte[] code(Floats type, int wStride, int xStride) {
    a.push(RBX);
    int group = a.here();
    for (int sum = 0; sum < TILE * m; sum++) {
      a.vector(Op.XOR, sum, sum, sum);
    }
    a.move(RAX, RDI);
    if (m == 1) {
      // Memory is what takes time, and delivers one stream much faster than one for each row.
      for (int r = 0; r < TILE; r++) {
        row(r, type);
      }
    } else {
      tile(type, wStride, xStride);
    }
    store();
    a.addConstant(R8, 4 * TILE);
    a.addConstant(RDI, TILE * wStride);
    a.decrement(RSI);
    a.jumpIfNotZero(group);
    a.pop(RBX);
    a.leave();
    return a.finish();
  }

  /** The sum of row {@code r} of W, from where rax points: afterwards at the next row. */
  private void row(int r, Floats type) {
    int w = TILE * m;
    a.move(R11, RDX);
    a.move(R10, RCX);
    int step = a.here();
    type.load(a, w, Mem.at(RAX, 0));
    a.vector(type.multiplyAdd(), r, w, Mem.at(R11, 0));
    a.addConstant(RAX, 16 * type.bytes);
    a.addConstant(R11, 64);
    a.decrement(R10);
    a.jumpIfNotZero(step);
  }

  /** The sums of all rows of W at once. */
  private void tile(Floats type, int wStride, int xStride) {
    int weights = TILE * m;
    int x = weights + TILE;
    a.move(R11, RDX);
    a.move(R10, RCX);
    a.move(RBX, RDI);
    a.addConstant(RBX, TILE * wStride);
    int step = a.here();
    for (int r = 0; r < TILE; r++) {
      type.load(a, weights + r, Mem.at(RAX, r * wStride));
    }
    // The next tile, whose rows follow each other, is asked for from front to back.
    for (int line = 0; line < TILE * 16 * type.bytes; line += 64) {
      a.prefetch(RBX, line);
    }
    for (int i = 0; i < m; i++) {
      a.vector(Op.LOAD_FLOATS, x, Mem.at(R11, i * xStride));
      for (int r = 0; r < TILE; r++) {
        a.vector(type.multiplyAdd(), i * TILE + r, weights + r, x);
      }
    }
    a.addConstant(RAX, 16 * type.bytes);
    a.addConstant(R11, 64);
    a.addConstant(RBX, TILE * 16 * type.bytes);
    a.decrement(R10);
    a.jumpIfNotZero(step);
  }

  /** Adds up the sums as Dot defines (sum i and i + 8, then 4, 2, 1), four at a time. */
  private void store() {
    int t = TILE * m;
    int u = t + 1;
    int order = t + 2;
    a.vector(Op.LOAD, order, a.constants(firsts()));
    a.move(RAX, R8);
    for (int i = 0; i < m; i++) {
      int sum = i * TILE;
      halves(sum, sum, sum + 1, 0x44, 0xEE, t, u);
      halves(sum + 2, sum + 2, sum + 3, 0x44, 0xEE, t, u);
      halves(sum, sum, sum + 2, 0x88, 0xDD, t, u);
      for (int swap : new int[] {0x4E, 0xB1}) {
        a.vector(Op.SHUFFLE_INTS, t, 0, sum, swap);
        a.vector(Op.ADD_FLOATS, sum, sum, t);
      }
      a.vector(Op.PERMUTE_FLOATS, sum, order, sum);
      store(i, sum);
    }
  }

  private void store(int i, int sum) {
    // The short store has no register above 15.
    int low = sum & 15;
    if (low != sum) {
      a.vector(Op.LOAD, low, sum);
    }
    a.storeLow(Mem.at(RAX, 0), low);
    if (i + 1 < m) {
      a.add(RAX, R9);
    }
  }

  /** to = some quarters of x and y, plus some others. */
  private void halves(int to, int x, int y, int some, int others, int t, int u) {
    a.vector(Op.SHUFFLE_QUARTERS, t, x, y, some);
    a.vector(Op.SHUFFLE_QUARTERS, u, x, y, others);
    a.vector(Op.ADD_FLOATS, to, t, u);
  }

  /** Numbers 0, 4, 8, 12: the first of each quarter of a vector. */
  private static byte[] firsts() {
    byte[] bytes = new byte[64];
    for (int i = 0; i < TILE; i++) {
      bytes[4 * i] = (byte) (4 * i);
    }
    return bytes;
  }
}
