package dev.bantam.layer;

import dev.bantam.kernel.Matrix;
import dev.bantam.kernel.VectorOps;
import dev.bantam.layer.Parameters.Slot;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A low-rank change of a linear layer's weight: W + scale B A (LoRA, arXiv 2106.09685), whose rows
 * may then be given lengths of their own (DoRA, arXiv 2402.09353).
 */
public final class LowRank {
  private final int adapter;
  private final Matrix a;
  private final Matrix b;
  private final float scale;
  private final float @Nullable [] magnitude;
  private final float dropout;

  /** [d out] the lengths of the changed weight's rows, by the scale of the change. */
  private final Map<Float, float[]> lengths = new ConcurrentHashMap<>();

  /**
   * @param adapter which of the model's adapters this belongs to, from 0
   * @param a [r, d in]
   * @param b [d out, r]
   * @param scale alpha / r, or alpha / sqrt(r) (rsLoRA, arXiv 2312.03732)
   * @param magnitude [d out] of DoRA, or null
   * @param dropout share of x that a training pass leaves out before A
   */
  public LowRank(
      int adapter, Matrix a, Matrix b, float scale, float @Nullable [] magnitude, float dropout) {
    if (a.rows() != b.columns()) {
      throw new IllegalArgumentException(
          "an adapter's factors of rank " + a.rows() + " and " + b.columns());
    }
    this.adapter = adapter;
    this.a = a;
    this.b = b;
    this.scale = scale;
    this.magnitude = magnitude;
    this.dropout = dropout;
  }

  /**
   * @throws IllegalArgumentException if this is a change of a weight of another shape
   */
  void checkFits(Matrix weight) {
    if (a.columns() != weight.columns() || b.rows() != weight.rows()) {
      throw new IllegalArgumentException(
          "an adapter for a weight of [%d, %d] meets %s"
              .formatted(b.rows(), a.columns(), weight.tensor()));
    }
  }

  /** Forgets what was computed of the factors' values; call when these have changed. */
  public void refresh() {
    lengths.clear();
  }

  /**
   * Turns the weight's product into that of the changed weight.
   *
   * @param x [n, d in]
   * @param again makes the values of {@code x} again
   * @param y x Wᵀ, [n, d out]; changed in place
   */
  void apply(Matrix weight, Rows x, Supplier<Rows> again, Rows y, Pass pass) {
    float[] scales = pass.scales(adapter);
    if (scales == null) {
      applyToAll(weight, x, again, y, pass);
    } else {
      applyToSome(weight, x, scales, y, pass);
    }
  }

  /**
   * To rows that want it in strengths of their own; there is no backward pass.
   *
   * @param scales [n]
   */
  private void applyToSome(Matrix weight, Rows x, float[] scales, Rows y, Pass pass) {
    int[] rows = IntStream.range(0, x.n()).filter(r -> scales[r] != 0).toArray();
    if (rows.length == 0) {
      return;
    }
    int d = y.d();
    try (Pass.Scope _ = pass.buffers()) {
      Rows in = pass.rows(rows.length, x.d());
      Rows low = pass.rows(rows.length, a.rows());
      Rows change = pass.rows(rows.length, d);
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(x.value(), rows[i] * x.d(), in.value(), i * x.d(), x.d());
      }
      a.multiply(in.value(), in.n(), low.value(), pass.isRounded(), pass.team());
      for (int i = 0; i < rows.length; i++) {
        VectorOps.scale(scale * scales[rows[i]], low.value(), i * low.d(), low.d());
      }
      b.multiply(low.value(), low.n(), change.value(), pass.isRounded(), pass.team());
      for (int i = 0; i < rows.length; i++) {
        VectorOps.add(change.value(), i * d, y.value(), rows[i] * d, d);
        if (magnitude != null) {
          float[] lengths = lengths(weight, scale * scales[rows[i]], pass);
          stretch(y.value(), rows[i] * d, magnitude, lengths);
        }
      }
    }
  }

  private void applyToAll(Matrix weight, Rows x, Supplier<Rows> again, Rows y, Pass pass) {
    Tape tape = pass.tape();
    Rows low = pass.rows(x.n(), a.rows());
    try (Pass.Scope _ = pass.buffers()) {
      a.multiply(dropped(x, pass).value(), x.n(), low.value(), pass.isRounded(), pass.team());
    }
    VectorOps.scale(scale, low.value(), 0, x.n() * low.d());
    try (Pass.Scope _ = pass.buffers()) {
      Rows change = pass.rows(x.n(), y.d());
      b.multiply(low.value(), x.n(), change.value(), pass.isRounded(), pass.team());
      VectorOps.add(change.value(), 0, y.value(), 0, x.n() * y.d());
    }
    Rows unstretched = magnitude == null ? y : stretch(weight, magnitude, y, pass);
    if (tape != null) {
      record(tape, weight, x, again, low, unstretched, y, pass);
    }
  }

  private void record(
      Tape tape,
      Matrix weight,
      Rows x,
      Supplier<Rows> again,
      Rows low,
      Rows unstretched,
      Rows y,
      Pass pass) {
    Slot slotA = tape.parameters().slot(a.tensor());
    Slot slotB = tape.parameters().slot(b.tensor());
    boolean back = tape.isLive(x);
    if (slotA == null && slotB == null && !back) {
      return;
    }
    tape.follow(y);
    tape.recordInPlace(
        y,
        () -> {
          float[] dy = tape.gradient(y);
          if (magnitude != null) {
            stretchBack(tape, weight, magnitude, unstretched, dy, pass);
          }
          if (slotB != null) {
            b.addGradient(
                dy,
                low.value(),
                y.n(),
                slotB.gradient(),
                slotB.at(),
                pass.isRounded(),
                pass.team());
          }
          try (Pass.Scope _ = pass.buffers()) {
            float[] dLow = pass.zeros(low.n(), low.d()).value();
            b.multiplyBack(dy, y.n(), dLow, pass.isRounded(), pass.team());
            VectorOps.scale(scale, dLow, 0, low.n() * low.d());
            if (slotA != null) {
              float[] in = dropped(again.get(), pass).value();
              a.addGradient(
                  dLow, in, x.n(), slotA.gradient(), slotA.at(), pass.isRounded(), pass.team());
            }
            if (back) {
              toInput(tape, dLow, x, pass);
            }
          }
        });
  }

  private void toInput(Tape tape, float[] dLow, Rows x, Pass pass) {
    float[] dx = tape.gradient(x);
    if (dropout == 0) {
      a.multiplyBack(dLow, x.n(), dx, pass.isRounded(), pass.team());
      return;
    }
    float[] dIn = pass.zeros(x.n(), x.d()).value();
    a.multiplyBack(dLow, x.n(), dIn, pass.isRounded(), pass.team());
    for (int i = 0; i < x.n() * x.d(); i++) {
      dx[i] += isKept(tape, i) ? dIn[i] / (1 - dropout) : 0;
    }
  }

  /** In training, x with some numbers left out and the others raised for it. */
  private Rows dropped(Rows x, Pass pass) {
    Tape tape = pass.tape();
    if (tape == null || dropout == 0) {
      return x;
    }
    Rows kept = pass.rows(x.n(), x.d());
    for (int i = 0; i < x.n() * x.d(); i++) {
      kept.value()[i] = isKept(tape, i) ? x.value()[i] / (1 - dropout) : 0;
    }
    return kept;
  }

  /** By a number that follows from the tape's seed, this adapter and {@code i} alone. */
  private boolean isKept(Tape tape, int i) {
    return tape.random(a.tensor().name().hashCode(), i) >= dropout;
  }

  /**
   * Gives the rows of the changed weight their lengths.
   *
   * @return what y was before, if a tape wants to know
   */
  private Rows stretch(Matrix weight, float[] magnitude, Rows y, Pass pass) {
    Rows before = y;
    if (pass.tape() != null) {
      before = pass.rows(y.n(), y.d());
      System.arraycopy(y.value(), 0, before.value(), 0, y.n() * y.d());
    }
    float[] lengths = lengths(weight, scale, pass);
    for (int r = 0; r < y.n(); r++) {
      stretch(y.value(), r * y.d(), magnitude, lengths);
    }
    return before;
  }

  private static void stretch(float[] y, int at, float[] magnitude, float[] lengths) {
    for (int i = 0; i < magnitude.length; i++) {
      y[at + i] *= magnitude[i] / lengths[i];
    }
  }

  /** As in the paper (section 4.3), the lengths are taken as constants. */
  private void stretchBack(
      Tape tape, Matrix weight, float[] magnitude, Rows before, float[] dy, Pass pass) {
    Slot slot = tape.parameters().slot(magnitude);
    float[] lengths = lengths(weight, scale, pass);
    for (int r = 0, at = 0; r < before.n(); r++) {
      for (int i = 0; i < before.d(); i++, at++) {
        if (slot != null) {
          slot.gradient()[slot.at() + i] += dy[at] * before.value()[at] / lengths[i];
        }
        dy[at] *= magnitude[i] / lengths[i];
      }
    }
  }

  private float[] lengths(Matrix weight, float scale, Pass pass) {
    float[] known = lengths.get(scale);
    if (known == null) {
      known = rowLengths(weight, a, b, scale, pass);
      lengths.put(scale, known);
    }
    return known;
  }

  private static float[] rowLengths(Matrix weight, Matrix a, Matrix b, float scale, Pass pass) {
    int columns = weight.columns();
    int rank = a.rows();
    float[][] factors = new float[rank][columns];
    for (int k = 0; k < rank; k++) {
      a.row(k, factors[k], 0);
    }
    float[] found = new float[weight.rows()];
    pass.each(
        weight.rows(),
        columns * (rank + 1),
        r -> {
          float[] row = new float[columns];
          float[] by = new float[rank];
          weight.row(r, row, 0);
          b.row(r, by, 0);
          for (int k = 0; k < rank; k++) {
            VectorOps.addScaled(scale * by[k], factors[k], 0, row, 0, columns);
          }
          found[r] = (float) Math.sqrt(VectorOps.sumOfSquares(row, 0, columns));
        });
    return found;
  }

  /**
   * The lengths of a weight's rows, which DoRA's magnitudes begin as.
   *
   * @return [rows]
   */
  public static float[] rowLengths(Matrix weight) {
    float[] row = new float[weight.columns()];
    float[] found = new float[weight.rows()];
    for (int r = 0; r < found.length; r++) {
      weight.row(r, row, 0);
      found[r] = (float) Math.sqrt(VectorOps.sumOfSquares(row, 0, row.length));
    }
    return found;
  }
}
