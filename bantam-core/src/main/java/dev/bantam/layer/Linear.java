package dev.bantam.layer;

import dev.bantam.kernel.Matrix;
import dev.bantam.kernel.VectorOps;
import dev.bantam.layer.Parameters.Slot;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** y = x Wᵀ + b, with what adapters add to W. */
public final class Linear implements Layer {
  private final Matrix weight;
  private final float @Nullable [] bias;
  private final List<LowRank> adapters;

  /**
   * @param weight [d out, d in]
   * @param bias [d out], or null
   */
  public Linear(Matrix weight, float @Nullable [] bias) {
    this(weight, bias, List.of());
  }

  /**
   * @param weight [d out, d in]
   * @param bias [d out], or null
   * @param adapters of the same shape
   */
  public Linear(Matrix weight, float @Nullable [] bias, List<LowRank> adapters) {
    if (bias != null && bias.length != weight.rows()) {
      throw new IllegalArgumentException(
          "bias of " + bias.length + " for a weight of " + weight.rows() + " rows");
    }
    for (LowRank adapter : adapters) {
      adapter.checkFits(weight);
    }
    this.weight = weight;
    this.bias = bias;
    this.adapters = List.copyOf(adapters);
  }

  public Matrix weight() {
    return weight;
  }

  /** Numbers in a row of the output. */
  public int outputs() {
    return weight.rows();
  }

  @Override
  public Rows forward(Rows x, Pass pass) {
    return forward(x, () -> x, pass);
  }

  /**
   * As the other, of rows that a tape need not hold on to.
   *
   * @param again makes the values of {@code x} again, in rows that the enclosing {@link
   *     Pass#buffers} take back
   */
  Rows forward(Rows x, Supplier<Rows> again, Pass pass) {
    int d = weight.rows();
    if (x.d() != weight.columns()) {
      throw new IllegalArgumentException(
          "rows of " + x.d() + " meet a weight of " + weight.columns() + " columns");
    }
    Rows y = pass.rows(x.n(), d);
    weight.multiply(x.value(), x.n(), y.value(), pass.isRounded(), pass.team());
    Tape tape = pass.tape();
    if (tape != null) {
      record(x, again, y, pass, tape);
    }
    // An adapter's backward step comes before the weight's, whose output it changes in place.
    for (LowRank adapter : pass.isAdapted() ? adapters : List.<LowRank>of()) {
      adapter.apply(weight, x, again, y, pass);
    }
    if (bias != null) {
      for (int r = 0; r < x.n(); r++) {
        VectorOps.add(bias, 0, y.value(), r * d, d);
      }
      if (tape != null) {
        recordBias(bias, y, tape);
      }
    }
    return y;
  }

  private void record(Rows x, Supplier<Rows> again, Rows y, Pass pass, Tape tape) {
    Slot slot = tape.parameters().slot(weight.tensor());
    boolean back = tape.isLive(x);
    if (slot == null && !back) {
      return;
    }
    tape.record(
        y,
        () -> {
          float[] dy = tape.gradient(y);
          if (slot != null) {
            try (Pass.Scope _ = pass.buffers()) {
              float[] in = again.get().value();
              weight.addGradient(
                  dy, in, x.n(), slot.gradient(), slot.at(), pass.isRounded(), pass.team());
            }
          }
          if (back) {
            weight.multiplyBack(dy, x.n(), tape.gradient(x), pass.isRounded(), pass.team());
          }
        });
  }

  private static void recordBias(float[] bias, Rows y, Tape tape) {
    Slot slot = tape.parameters().slot(bias);
    if (slot == null) {
      return;
    }
    tape.follow(y);
    tape.recordInPlace(
        y,
        () -> {
          float[] dy = tape.gradient(y);
          for (int r = 0; r < y.n(); r++) {
            VectorOps.add(dy, r * y.d(), slot.gradient(), slot.at(), y.d());
          }
        });
  }
}
