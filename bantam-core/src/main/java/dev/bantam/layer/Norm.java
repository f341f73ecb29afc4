package dev.bantam.layer;

import dev.bantam.kernel.VectorOps;
import dev.bantam.layer.Parameters.Slot;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation of groups of {@code size} numbers: whole rows, or each head of a row.
 *
 * <p>RMS (Zhang and Sennrich, arXiv 1910.07467): y = w x / sqrt(mean(x²) + eps). Layer (Ba et al.,
 * arXiv 1607.06450): y = w (x - mean) / sqrt(var + eps) + b.
 */
public final class Norm implements Layer {
  /** Which statistics are taken out. */
  public enum Kind {
    RMS,
    LAYER
  }

  /** Weights whose derivatives a part adds up. */
  private static final int COLUMNS = 64;

  private final Kind kind;
  private final int size;
  private final float @Nullable [] weight;
  private final float @Nullable [] bias;
  private final float eps;

  /**
   * @param size numbers that are normalised together
   * @param weight [size], or [groups * size] where each group of a row has its own, or null for all
   *     ones
   * @param bias as {@code weight}, or null for none
   */
  public Norm(Kind kind, int size, float @Nullable [] weight, float @Nullable [] bias, float eps) {
    this.kind = kind;
    this.size = size;
    this.weight = weight;
    this.bias = bias;
    this.eps = eps;
  }

  @Override
  public Rows forward(Rows x, Pass pass) {
    Rows y = pass.rows(x.n(), x.d());
    int groups = x.d() / size;
    Tape tape = pass.tape();
    boolean followed = tape != null && isFollowed(x, tape);
    float[] statistics = followed ? pass.rows(x.n(), 2 * groups).value() : null;
    pass.each(x.n(), x.d(), r -> normalise(x.value(), r * x.d(), groups, y.value(), statistics));
    if (tape != null && statistics != null) {
      tape.record(y, () -> backward(x, y, statistics, pass, tape));
    }
    return y;
  }

  private boolean isFollowed(Rows x, Tape tape) {
    return tape.isLive(x)
        || tape.parameters().slot(weight) != null
        || tape.parameters().slot(bias) != null;
  }

  /** Normalises every row, in place if no tape holds on to the rows that come in. */
  public Rows apply(Rows x, Pass pass) {
    if (pass.tape() != null) {
      return forward(x, pass);
    }
    int groups = x.d() / size;
    pass.each(x.n(), x.d(), r -> normalise(x.value(), r * x.d(), groups, x.value(), null));
    return x;
  }

  /**
   * @param statistics receives mean and scale of each group of each row, if not null
   */
  private void normalise(float[] x, int row, int groups, float[] y, float @Nullable [] statistics) {
    for (int g = 0, at = row; g < groups; g++, at += size) {
      float[] centred = x;
      float mean = 0;
      if (kind == Kind.LAYER) {
        mean = (float) (sum(x, at) / size);
        for (int i = at; i < at + size; i++) {
          y[i] = x[i] - mean;
        }
        centred = y;
      }
      float squares = VectorOps.sumOfSquares(centred, at, size);
      float scale = (float) (1 / Math.sqrt(squares / size + eps));
      if (statistics != null) {
        statistics[2 * (at / size)] = mean;
        statistics[2 * (at / size) + 1] = scale;
      }
      int w = weight == null ? 0 : (g * size) % weight.length;
      for (int i = 0; i < size; i++) {
        float v = centred[at + i] * scale;
        y[at + i] = weight == null ? v : v * weight[w + i];
      }
      if (bias != null) {
        VectorOps.add(bias, w, y, at, size);
      }
    }
  }

  private void backward(Rows x, Rows y, float[] statistics, Pass pass, Tape tape) {
    float[] dy = tape.gradient(y);
    if (tape.isLive(x)) {
      float[] dx = tape.gradient(x);
      pass.each(x.n(), 4 * x.d(), r -> toInput(x, r, statistics, dy, dx));
    }
    Slot dWeight = tape.parameters().slot(weight);
    Slot dBias = tape.parameters().slot(bias);
    if (dWeight != null || dBias != null) {
      int columns = weight == null ? size : weight.length;
      // Columns are shared out, so that each sum is formed in the order of rows.
      pass.each(
          Math.ceilDiv(columns, COLUMNS),
          2 * COLUMNS * x.n(),
          part -> toWeights(part * COLUMNS, columns, x, statistics, dy, dWeight, dBias));
    }
  }

  /** With z the normalised numbers and g = w dy: dx = scale (g - [mean g] - z mean(g z)). */
  private void toInput(Rows x, int r, float[] statistics, float[] dy, float[] dx) {
    float[] z = new float[size];
    float[] g = new float[size];
    for (int at = r * x.d(); at < (r + 1) * x.d(); at += size) {
      float mean = statistics[2 * (at / size)];
      float scale = statistics[2 * (at / size) + 1];
      int w = weight == null ? 0 : (at % x.d()) % weight.length;
      for (int i = 0; i < size; i++) {
        z[i] = (x.value()[at + i] - mean) * scale;
        g[i] = weight == null ? dy[at + i] : dy[at + i] * weight[w + i];
      }
      float along = VectorOps.dot(g, 0, z, 0, size) / size;
      float level = kind == Kind.LAYER ? (float) (sum(g, 0) / size) : 0;
      for (int i = 0; i < size; i++) {
        dx[at + i] += scale * (g[i] - level - z[i] * along);
      }
    }
  }

  /** Adds up the derivatives by the weights [from, from + COLUMNS) of {@code columns}. */
  private void toWeights(
      int from,
      int columns,
      Rows x,
      float[] statistics,
      float[] dy,
      @Nullable Slot dWeight,
      @Nullable Slot dBias) {
    int to = Math.min(columns, from + COLUMNS);
    for (int r = 0; r < x.n(); r++) {
      for (int group = 0; group < x.d(); group += columns) {
        for (int i = from; i < to; i++) {
          int at = r * x.d() + group + i;
          if (dWeight != null) {
            float z =
                (x.value()[at] - statistics[2 * (at / size)]) * statistics[2 * (at / size) + 1];
            dWeight.gradient()[dWeight.at() + i] += dy[at] * z;
          }
          if (dBias != null) {
            dBias.gradient()[dBias.at() + i] += dy[at];
          }
        }
      }
    }
  }

  private double sum(float[] x, int at) {
    double sum = 0;
    for (int i = at; i < at + size; i++) {
      sum += x[i];
    }
    return sum;
  }
}
