package dev.bantam.kernel.machine;

import static dev.bantam.kernel.machine.Assembler.R8;
import static dev.bantam.kernel.machine.Assembler.RDI;
import static dev.bantam.kernel.machine.Assembler.RDX;
import static dev.bantam.kernel.machine.Assembler.RSI;

import dev.bantam.kernel.machine.Assembler.Form;

/**
 * Makes kernels of functions that exponentials are part of, 16 numbers at a time: {@code (x, n /
 * 16, constants, -, sums)}. They take the steps of {@link Exp}.
 */
final class ExpCompiler {
  private static final int V = 0;

  private static final int SUM = 1;
  private static final int SCALAR = 2;

  /** Coefficients of the polynomial, the highest power's first. */
  private static final float[] POLYNOMIAL = {Exp.P0, Exp.P1, Exp.P2, Exp.P3, Exp.P4, Exp.P5};

  private final Assembler a = new Assembler(Form.EVEX_512);
  private final LaneCode c = new LaneCode(a, SCALAR + 1, new int[0]);

  private ExpCompiler() {}

  /** x = exp(x - shift) and sums[i mod 16] += x[i]; constants: shift. */
  static byte[] expSum() {
    ExpCompiler e = new ExpCompiler();
    return e.loop(
        () -> {
          e.a.vector(Op.SUBTRACT, V, V, SCALAR);
          e.exp(V, V);
          e.a.vector(Op.ADD_FLOATS, SUM, SUM, V);
        });
  }

  /** x = x / (1 + exp(x factor)); constants: factor. */
  static byte[] sigmoidGate() {
    ExpCompiler e = new ExpCompiler();
    return e.loop(
        () -> {
          int t = e.c.state(0);
          e.a.vector(Op.MULTIPLY, t, V, SCALAR);
          e.gate(t);
        });
  }

  /** x = x / (1 + exp((x + cube x³) factor)); constants: factor. */
  static byte[] cubicGate(float cube) {
    ExpCompiler e = new ExpCompiler();
    return e.loop(
        () -> {
          int t = e.c.state(0);
          e.a.vector(Op.MULTIPLY, t, V, V);
          e.a.vector(Op.MULTIPLY_BY_ADD, t, e.c.constant(cube), e.c.constant(1f));
          e.a.vector(Op.MULTIPLY, t, V, t);
          e.a.vector(Op.MULTIPLY, t, t, SCALAR);
          e.gate(t);
        });
  }

  /** V = V / (1 + exp(t)). */
  private void gate(int t) {
    exp(t, t);
    a.vector(Op.ADD_FLOATS, t, t, c.constant(1f));
    a.vector(Op.DIVIDE, V, V, t);
  }

  private byte[] loop(Runnable body) {
    a.vector(Op.BROADCAST, SCALAR, Mem.at(RDX, 0));
    a.vector(Op.XOR, SUM, SUM, SUM);
    int step = a.here();
    a.vector(Op.LOAD_FLOATS, V, Mem.at(RDI, 0));
    body.run();
    a.vector(Op.STORE_FLOATS, V, Mem.at(RDI, 0));
    a.addConstant(RDI, 64);
    a.decrement(RSI);
    a.jumpIfNotZero(step);
    a.vector(Op.STORE_FLOATS, SUM, Mem.at(R8, 0));
    a.leave();
    return c.finish();
  }

  /** to = e to the power of x. */
  private void exp(int to, int x) {
    int v = c.codes;
    int rounded = c.scale;
    int r = c.offset;
    int p = c.t;
    int n = c.u;
    // Constants come first: the other operand is what remains if one of the two is no number.
    a.vector(Op.MIN, v, c.constant(Exp.MOST), x);
    a.vector(Op.MAX, v, c.constant(Exp.LEAST), v);
    c.move(rounded, c.constant(Exp.ROUND));
    a.vector(Op.MULTIPLY_ADD, rounded, v, c.constant(Exp.LOG2_E));
    a.vector(Op.SUBTRACT, n, rounded, c.constant(Exp.ROUND));
    c.move(r, v);
    a.vector(Op.MULTIPLY_ADD, r, n, c.constant(-Exp.LN2_HIGH));
    a.vector(Op.MULTIPLY_ADD, r, n, c.constant(-Exp.LN2_LOW));
    c.move(p, c.constant(POLYNOMIAL[0]));
    for (int i = 1; i < POLYNOMIAL.length; i++) {
      a.vector(Op.MULTIPLY_BY_ADD, p, r, c.constant(POLYNOMIAL[i]));
    }
    a.vector(Op.ADD_FLOATS, n, r, c.constant(1f));
    a.vector(Op.MULTIPLY, r, r, r);
    a.vector(Op.MULTIPLY_BY_ADD, p, r, n);
    // 2 to the power in two factors.
    a.vector(Op.SUBTRACT_INTS, n, rounded, c.constant(Exp.ROUND));
    a.vector(Op.SHIFT_RIGHT_SIGNED, r, 0, n, 1);
    a.vector(Op.SUBTRACT_INTS, n, n, r);
    powerOfTwo(r);
    powerOfTwo(n);
    a.vector(Op.MULTIPLY, p, p, r);
    a.vector(Op.MULTIPLY, to, p, n);
  }

  private void powerOfTwo(int n) {
    a.vector(Op.ADD, n, n, c.constant(127));
    a.vector(Op.SHIFT_LEFT, n, 0, n, 23);
  }
}
