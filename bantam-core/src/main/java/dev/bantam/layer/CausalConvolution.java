package dev.bantam.layer;

import org.jspecify.annotations.Nullable;

/**
 * A depthwise convolution over time that sees only the past: each channel is a weighted sum of its
 * last k values. The last k - 1 inputs of a sequence are kept as running state.
 */
public final class CausalConvolution {
  private final int width;
  private final int channels;
  private final float[] taps;
  private final float @Nullable [] bias;

  /**
   * @param weight [channels, width], oldest input first
   * @param bias [channels], or null
   */
  public CausalConvolution(float[] weight, int width, float @Nullable [] bias) {
    this.width = width;
    this.channels = weight.length / width;
    this.bias = bias;
    this.taps = new float[weight.length];
    for (int c = 0; c < channels; c++) {
      for (int j = 0; j < width; j++) {
        taps[j * channels + c] = weight[c * width + j];
      }
    }
  }

  /** Replaces x [n, channels] by its convolution. */
  void apply(Rows x, Pass pass) {
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
        x.value()[at + c] = bias == null ? out[c] : out[c] + bias[c];
      }
    }
  }
}
