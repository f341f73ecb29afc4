package dev.bantam.layer;

import dev.bantam.layer.Parameters.Slot;
import org.jspecify.annotations.Nullable;

/**
 * A depthwise convolution over time that sees only the past: each channel is a weighted sum of its
 * last k values. The last k - 1 inputs of a sequence are kept as running state.
 */
public final class CausalConvolution {
  /** Channels that a part of the way back takes together. */
  private static final int PART = 64;

  private final int width;
  private final int channels;
  private final float[] weight;
  private final float[] taps;
  private final float @Nullable [] bias;

  /**
   * @param weight [channels, width], oldest input first
   * @param bias [channels], or null
   */
  public CausalConvolution(float[] weight, int width, float @Nullable [] bias) {
    this.width = width;
    this.channels = weight.length / width;
    this.weight = weight;
    this.bias = bias;
    this.taps = new float[weight.length];
    refresh();
  }

  /** Call when the weight's values have changed. */
  public void refresh() {
    for (int c = 0; c < channels; c++) {
      for (int j = 0; j < width; j++) {
        taps[j * channels + c] = weight[c * width + j];
      }
    }
  }

  /**
   * The convolution of x [n, channels], in x's place if no tape holds on to it.
   *
   * @return [n, channels]
   */
  Rows apply(Rows x, Pass pass) {
    Tape tape = pass.tape();
    Rows y = tape == null ? x : pass.rows(x.n(), x.d());
    run(x, y, pass);
    if (tape != null) {
      record(x, y, pass, tape);
    }
    return y;
  }

  private void run(Rows x, Rows y, Pass pass) {
    float[] out = new float[channels];
    for (int r = 0; r < x.n(); r++) {
      float[] past =
          pass.memory()
              .state(pass.layer(), pass.batch().sequences()[r], "conv", (width - 1) * channels);
      int at = r * x.d();
      for (int c = 0; c < channels; c++) {
        out[c] = x.value()[at + c] * taps[(width - 1) * channels + c];
      }
      for (int j = 0; j < width - 1; j++) {
        for (int c = 0; c < channels; c++) {
          out[c] += past[j * channels + c] * taps[j * channels + c];
        }
      }
      System.arraycopy(past, channels, past, 0, (width - 2) * channels);
      System.arraycopy(x.value(), at, past, (width - 2) * channels, channels);
      for (int c = 0; c < channels; c++) {
        y.value()[at + c] = bias == null ? out[c] : out[c] + bias[c];
      }
    }
  }

  private void record(Rows x, Rows y, Pass pass, Tape tape) {
    Slot dWeight = tape.parameters().slot(weight);
    Slot dBias = tape.parameters().slot(bias);
    boolean back = tape.isLive(x);
    if (!back && dWeight == null && dBias == null) {
      return;
    }
    int[] starts = pass.batch().starts();
    tape.record(
        y,
        () -> {
          float[] dy = tape.gradient(y);
          float[] dx = back ? tape.gradient(x) : new float[x.n() * channels];
          // Channels are shared out, so that each sum is formed in the order of rows.
          pass.each(
              Math.ceilDiv(channels, PART),
              4 * PART * width * x.n(),
              part -> back(part * PART, starts, x.value(), dy, dx, dWeight, dBias));
        });
  }

  /** Takes the channels [first, first + PART) back. */
  private void back(
      int first,
      int[] starts,
      float[] x,
      float[] dy,
      float[] dx,
      @Nullable Slot dWeight,
      @Nullable Slot dBias) {
    int size = Math.min(PART, channels - first);
    float[] dTaps = new float[width * size];
    float[] sums = new float[size];
    for (int i = 0; i + 1 < starts.length; i++) {
      for (int r = starts[i]; r < starts[i + 1]; r++) {
        int to = r * channels + first;
        for (int c = 0; c < size; c++) {
          sums[c] += dy[to + c];
        }
        for (int j = Math.max(0, width - 1 - (r - starts[i])); j < width; j++) {
          int from = to - (width - 1 - j) * channels;
          for (int c = 0; c < size; c++) {
            dx[from + c] += dy[to + c] * taps[j * channels + first + c];
            dTaps[j * size + c] += dy[to + c] * x[from + c];
          }
        }
      }
    }
    for (int c = 0; c < size; c++) {
      for (int j = 0; j < width && dWeight != null; j++) {
        dWeight.gradient()[dWeight.at() + (first + c) * width + j] += dTaps[j * size + c];
      }
      if (dBias != null) {
        dBias.gradient()[dBias.at() + first + c] += sums[c];
      }
    }
  }
}
