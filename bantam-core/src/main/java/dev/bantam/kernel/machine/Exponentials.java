package dev.bantam.kernel.machine;

import java.lang.foreign.MemorySegment;

/**
 * Functions of 16 numbers at a time that exponentials are part of; the same bits as {@link Exp}.
 */
public final class Exponentials {
  private final Code expSum = new Code(ExpCompiler.expSum());
  private final Code sigmoidGate = new Code(ExpCompiler.sigmoidGate());
  private final Code cubicGate;
  private final float factor;

  /**
   * @param cube see {@link #cubicGate}
   * @param factor see {@link #cubicGate}
   */
  Exponentials(float cube, float factor) {
    this.cubicGate = new Code(ExpCompiler.cubicGate(cube));
    this.factor = factor;
  }

  /** x = exp(x - shift), and sums[i mod 16] = the sum of these, for n &gt; 0, a multiple of 16. */
  public void expSum(float[] x, int at, int n, float shift, float[] sums) {
    run(expSum, x, at, n, shift, sums);
  }

  /** x = x / (1 + exp(x factor)), for n &gt; 0, a multiple of 16. */
  public void sigmoidGate(float factor, float[] x, int at, int n) {
    run(sigmoidGate, x, at, n, factor, new float[16]);
  }

  /** x = x / (1 + exp((x + cube x³) factor)), for n &gt; 0, a multiple of 16. */
  public void cubicGate(float[] x, int at, int n) {
    run(cubicGate, x, at, n, factor, new float[16]);
  }

  private static void run(Code code, float[] x, int at, int n, float constant, float[] sums) {
    MemorySegment numbers = MemorySegment.ofArray(x).asSlice(4L * at, 4L * n);
    MemorySegment constants = MemorySegment.ofArray(new float[] {constant});
    code.run(numbers, n / 16, constants, 0, MemorySegment.ofArray(sums), 0);
  }
}
