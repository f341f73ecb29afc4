package dev.bantam.kernel.machine;

import static dev.bantam.kernel.machine.Assembler.R10;
import static dev.bantam.kernel.machine.Assembler.R8;
import static dev.bantam.kernel.machine.Assembler.R9;
import static dev.bantam.kernel.machine.Assembler.RCX;
import static dev.bantam.kernel.machine.Assembler.RDI;
import static dev.bantam.kernel.machine.Assembler.RDX;
import static dev.bantam.kernel.machine.Assembler.RSI;

import dev.bantam.kernel.machine.Assembler.Form;

/**
 * Rounds activations to bytes, 32 at a time: with {@code largest} the largest magnitude, {@code q =
 * round(x * (127 / largest))}, halves to even, and {@code d = largest / 127}, so that x is about d
 * q.
 */
final class Quantiser {
  /** Stands for the largest magnitude where all are smaller, lest zeros become 0 times infinity. */
  static final float LEAST = 1e-30f;

  private final Form form;
  private final Assembler a;
  private final LaneCode c;

  private final boolean zero;

  /** How many vectors 32 numbers fill: registers 0 on. */
  private final int n;

  private Quantiser(Form form, boolean zero) {
    this.form = form;
    this.zero = zero;
    this.a = new Assembler(form);
    this.n = 32 / form.lanes();
    this.c = new LaneCode(a, 6, new int[0]);
  }

  /**
   * {@code (bytes, blocks, x, stride, numbers, spacing)}: for each block of 32 floats stores 32
   * bytes, and {@code spacing} bytes apart: d, then the sum of the bytes, that of the first and
   * that of the last 16. The places for the next block lie {@code stride} bytes on.
   *
   * @param zero whether sums are integers times -128, which codes take whose zero is 128; else they
   *     are floats times d
   */
  static byte[] code(Form form, boolean zero) {
    return new Quantiser(form, zero).code();
  }

  private byte[] code() {
    int largest = 4;
    int d = 5;
    int t = c.t;
    int block = a.here();
    for (int i = 0; i < n; i++) {
      a.vector(Op.LOAD_FLOATS, i, Mem.at(RDX, i * form.bytes));
      c.and(i == 0 ? largest : t, i, c.constant(0x7FFFFFFF));
      if (i > 0) {
        a.vector(Op.MAX, largest, largest, t);
      }
    }
    acrossLanes(Op.MAX, largest);
    a.vector(Op.DIVIDE, d, largest, c.constant(127f));
    a.vector(Op.MAX, largest, largest, c.constant(LEAST));
    a.vector(Op.DIVIDE, largest, c.constant(127f), largest);
    for (int i = 0; i < n; i++) {
      c.multiply(i, i, largest);
      a.vector(Op.TO_INTS, i, i);
    }
    store();
    a.storeLane(R8, 0, d);
    sums(d);
    a.addConstant(RDX, 128);
    a.add(RDI, RCX);
    a.add(R8, RCX);
    a.decrement(RSI);
    a.jumpIfNotZero(block);
    a.leave();
    return c.finish();
  }

  /** Leaves in all lanes what {@code op} makes of all of them. */
  private void acrossLanes(Op op, int x) {
    int t = c.t;
    if (form == Form.EVEX_512) {
      swap(op, Op.SHUFFLE_QUARTERS, x, t, 0x4E);
      swap(op, Op.SHUFFLE_QUARTERS, x, t, 0xB1);
    } else if (form == Form.EVEX_256) {
      swap(op, Op.SHUFFLE_QUARTERS, x, t, 1);
    } else {
      swap(op, Op.SWAP_HALVES, x, t, 1);
    }
    swap(op, Op.SHUFFLE_INTS, x, t, 0x4E);
    swap(op, Op.SHUFFLE_INTS, x, t, 0xB1);
  }

  private void swap(Op op, Op shuffle, int x, int t, int how) {
    a.vector(shuffle, t, shuffle == Op.SHUFFLE_INTS ? 0 : x, x, how);
    a.vector(op, x, x, t);
  }

  /** Stores registers 0 to n - 1 as bytes. */
  private void store() {
    if (form != Form.VEX_256) {
      for (int i = 0; i < n; i++) {
        a.vector(Op.NARROW_BYTES, i, Mem.at(RDI, i * form.lanes()));
      }
      return;
    }
    a.vector(Op.PACK_WORDS, c.t, 0, 1);
    a.vector(Op.PACK_WORDS, c.u, 2, 3);
    a.vector(Op.PACK_BYTES, c.t, c.t, c.u);
    int order = c.ints(0, 4, 1, 5, 2, 6, 3, 7);
    a.vector(Op.PERMUTE_INTS, c.t, order, c.t);
    a.vector(Op.STORE, c.t, Mem.at(RDI, 0));
  }

  private void sums(int d) {
    int half = n / 2;
    for (int i = 1; i < half; i++) {
      a.vector(Op.ADD, 0, 0, i);
      a.vector(Op.ADD, half, half, half + i);
    }
    acrossLanes(Op.ADD, 0);
    acrossLanes(Op.ADD, half);
    a.vector(Op.ADD, c.u, 0, half);
    a.move(R10, R8);
    for (int sum : new int[] {c.u, 0, half}) {
      a.add(R10, R9);
      if (zero) {
        c.shiftLeft(sum, sum, 7);
        a.vector(Op.XOR, c.t, c.t, c.t);
        a.vector(Op.SUBTRACT_INTS, sum, c.t, sum);
      } else {
        c.toFloats(sum, sum);
        c.multiply(sum, sum, d);
      }
      a.storeLane(R10, 0, sum);
    }
  }
}
