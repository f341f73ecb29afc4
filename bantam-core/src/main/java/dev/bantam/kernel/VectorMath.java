package dev.bantam.kernel;

import dev.bantam.kernel.machine.Exp;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link VectorOps} with vectors. Each method handles as many whole vectors as there are and
 * returns how many numbers those held; the caller does the rest.
 */
final class VectorMath {
  private VectorMath() {}

  /** See {@link Exp}. */
  private static FloatVector exp(FloatVector x) {
    FloatVector v = x.min(Exp.MOST).max(Exp.LEAST);
    FloatVector rounded = v.fma(broadcast(Exp.LOG2_E), broadcast(Exp.ROUND));
    FloatVector n = rounded.sub(Exp.ROUND);
    FloatVector r = n.fma(broadcast(-Exp.LN2_LOW), n.fma(broadcast(-Exp.LN2_HIGH), v));
    FloatVector p = broadcast(Exp.P0).fma(r, broadcast(Exp.P1));
    p = p.fma(r, broadcast(Exp.P2));
    p = p.fma(r, broadcast(Exp.P3));
    p = p.fma(r, broadcast(Exp.P4));
    p = p.fma(r, broadcast(Exp.P5));
    p = p.fma(r.mul(r), r.add(1));
    IntVector power = rounded.reinterpretAsInts().sub(Float.floatToRawIntBits(Exp.ROUND));
    IntVector half = power.lanewise(VectorOperators.ASHR, 1);
    return p.mul(powerOfTwo(half)).mul(powerOfTwo(power.sub(half)));
  }

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(Lanes.F, value);
  }

  private static FloatVector powerOfTwo(IntVector n) {
    return n.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  static int addScaled(float s, float[] x, int xAt, float[] y, int yAt, int n) {
    int end = Lanes.F.loopBound(n);
    FloatVector factor = broadcast(s);
    for (int i = 0; i < end; i += Lanes.N) {
      FloatVector.fromArray(Lanes.F, x, xAt + i)
          .fma(factor, FloatVector.fromArray(Lanes.F, y, yAt + i))
          .intoArray(y, yAt + i);
    }
    return end;
  }

  static int blend(float s, float t, float[] x, int xAt, float[] y, int yAt, int n) {
    int end = Lanes.F.loopBound(n);
    FloatVector keep = broadcast(s);
    FloatVector weight = broadcast(t);
    for (int i = 0; i < end; i += Lanes.N) {
      weight
          .fma(
              FloatVector.fromArray(Lanes.F, x, xAt + i),
              keep.mul(FloatVector.fromArray(Lanes.F, y, yAt + i)))
          .intoArray(y, yAt + i);
    }
    return end;
  }

  /** The largest of {@code n} numbers, at least one whole vector and nothing beside. */
  static float max(float[] x, int at, int n) {
    FloatVector a = FloatVector.fromArray(Lanes.F, x, at);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int i = Lanes.N;
    for (; i + 4 * Lanes.N <= n; i += 4 * Lanes.N) { // four at once: each waits for itself
      a = a.max(FloatVector.fromArray(Lanes.F, x, at + i));
      b = b.max(FloatVector.fromArray(Lanes.F, x, at + i + Lanes.N));
      c = c.max(FloatVector.fromArray(Lanes.F, x, at + i + 2 * Lanes.N));
      d = d.max(FloatVector.fromArray(Lanes.F, x, at + i + 3 * Lanes.N));
    }
    for (; i < n; i += Lanes.N) {
      a = a.max(FloatVector.fromArray(Lanes.F, x, at + i));
    }
    return a.max(b).max(c.max(d)).reduceLanes(VectorOperators.MAX);
  }

  static int softcap(float cap, float slope, float[] x, int at, int n) {
    int end = Lanes.F.loopBound(n);
    for (int i = at; i < at + end; i += Lanes.N) {
      FloatVector v = FloatVector.fromArray(Lanes.F, x, i);
      FloatVector e = exp(v.abs().mul(slope));
      IntVector sign = v.reinterpretAsInts().and(Integer.MIN_VALUE);
      FloatVector t = broadcast(1).sub(e).div(e.add(1)).mul(cap);
      t.reinterpretAsInts().or(sign).reinterpretAsFloats().intoArray(x, i);
    }
    return end;
  }

  /** The result is a multiple of 16: number i was added to sums[i mod 16]. */
  static int expSum(float[] x, int at, int n, float shift, float[] sums) {
    int end = n & -Dot.SUMS;
    for (int lane = 0; lane < Dot.SUMS; lane += Lanes.N) {
      FloatVector sum = FloatVector.zero(Lanes.F);
      for (int i = at + lane; i < at + end; i += Dot.SUMS) {
        FloatVector e = exp(FloatVector.fromArray(Lanes.F, x, i).sub(shift));
        e.intoArray(x, i);
        sum = sum.add(e);
      }
      sum.intoArray(sums, lane);
    }
    return end;
  }

  static int sigmoidGate(float slope, float[] x, int at, int n) {
    int end = Lanes.F.loopBound(n);
    for (int i = at; i < at + end; i += Lanes.N) {
      FloatVector v = FloatVector.fromArray(Lanes.F, x, i);
      v.div(exp(v.mul(-slope)).add(1)).intoArray(x, i);
    }
    return end;
  }

  static int geluTanh(float[] x, int at, int n) {
    int end = Lanes.F.loopBound(n);
    for (int i = at; i < at + end; i += Lanes.N) {
      FloatVector v = FloatVector.fromArray(Lanes.F, x, i);
      FloatVector t = v.mul(v.mul(v).fma(broadcast(VectorOps.GELU_CUBE), broadcast(1)));
      v.div(exp(t.mul(-VectorOps.GELU_SLOPE)).add(1)).intoArray(x, i);
    }
    return end;
  }
}
