package dev.bantam.layer;

import dev.bantam.kernel.VectorOps;
import java.util.Arrays;
import java.util.Locale;

/** The non-linear functions of feed-forward layers. */
public enum Activation {
  /** x sigmoid(x); arXiv 1702.03118. */
  SILU {
    @Override
    float of(float x) {
      return (float) (x / (1 + Math.exp(-x)));
    }

    @Override
    void apply(float[] x, int at, int n) {
      VectorOps.sigmoidGate(1, x, at, n);
    }

    @Override
    void slopes(float[] x, float[] slopes) {
      sigmoidGateSlopes(1, x, slopes);
    }
  },
  /** The tanh form of GELU, as GPT-2 uses it; arXiv 1606.08415. */
  GELU_TANH {
    @Override
    float of(float x) {
      return (float) (0.5 * x * (1 + Math.tanh(SQRT_2_OVER_PI * (x + 0.044715 * x * x * x))));
    }

    @Override
    void apply(float[] x, int at, int n) {
      VectorOps.geluTanh(x, at, n);
    }

    @Override
    void slopes(float[] x, float[] slopes) {
      // x sigmoid(u) with u = 2 sqrt(2 / pi) (x + 0.044715 x³).
      float[] u = new float[x.length];
      for (int i = 0; i < x.length; i++) {
        u[i] = 2 * (float) SQRT_2_OVER_PI * x[i] * (1 + 0.044715f * x[i] * x[i]);
      }
      sigmoids(1, u, slopes);
      for (int i = 0; i < x.length; i++) {
        float s = slopes[i];
        float du = 2 * (float) SQRT_2_OVER_PI * (1 + 3 * 0.044715f * x[i] * x[i]);
        slopes[i] = s + x[i] * s * (1 - s) * du;
      }
    }
  },
  /** x times the normal distribution function of x; arXiv 1606.08415. */
  GELU {
    @Override
    float of(float x) {
      return (float) (0.5 * x * Erf.erfc(-x / Math.sqrt(2)));
    }

    @Override
    float slope(float x) {
      double density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
      return (float) (0.5 * Erf.erfc(-x / Math.sqrt(2)) + x * density);
    }
  },
  /** x sigmoid(1.702 x). */
  GELU_QUICK {
    @Override
    float of(float x) {
      return (float) (x / (1 + Math.exp(-1.702 * x)));
    }

    @Override
    void apply(float[] x, int at, int n) {
      VectorOps.sigmoidGate(1.702f, x, at, n);
    }

    @Override
    void slopes(float[] x, float[] slopes) {
      sigmoidGateSlopes(1.702f, x, slopes);
    }
  },
  RELU {
    @Override
    float of(float x) {
      return Math.max(x, 0);
    }

    @Override
    float slope(float x) {
      return x > 0 ? 1 : 0;
    }
  },
  /** relu(x)²; arXiv 2109.08668. */
  RELU_SQUARED {
    @Override
    float of(float x) {
      float v = Math.max(x, 0);
      return v * v;
    }

    @Override
    float slope(float x) {
      return 2 * Math.max(x, 0);
    }
  },
  /** As in the heads of BERT's classifiers. */
  TANH {
    @Override
    float of(float x) {
      return (float) Math.tanh(x);
    }

    @Override
    float slope(float x) {
      float y = of(x);
      return 1 - y * y;
    }
  },
  /** gpt-oss's gate: both inputs are cut off at 7, and the linear one is raised by 1. */
  SWIGLU_CLAMPED {
    @Override
    float of(float x) {
      float v = Math.min(x, 7);
      return (float) (v / (1 + Math.exp(-1.702 * v)));
    }

    @Override
    void gate(float[] gate, float[] up, int at, int n) {
      for (int i = at; i < at + n; i++) {
        up[i] = of(gate[i]) * (Math.clamp(up[i], -7, 7) + 1);
      }
    }

    @Override
    float slope(float x) {
      double s = 1 / (1 + Math.exp(-1.702 * x));
      return x > 7 ? 0 : (float) (s * (1 + 1.702 * x * (1 - s)));
    }

    @Override
    void gateBack(float[] gate, float[] up, float[] dy, int at, int n, float[] dGate, float[] dUp) {
      for (int i = at; i < at + n; i++) {
        dGate[i] += dy[i] * (Math.clamp(up[i], -7, 7) + 1) * slope(gate[i]);
        dUp[i] += Math.abs(up[i]) > 7 ? 0 : dy[i] * of(gate[i]);
      }
    }
  };

  private static final double SQRT_2_OVER_PI = 0.7978845608028654;

  abstract float of(float x);

  /** Applies the function to x[at .. at + n), in place. */
  void apply(float[] x, int at, int n) {
    for (int i = at; i < at + n; i++) {
      x[i] = of(x[i]);
    }
  }

  /** The gated form: up = act(gate) * up for the numbers [at, at + n); {@code gate} is used up. */
  void gate(float[] gate, float[] up, int at, int n) {
    apply(gate, at, n);
    VectorOps.multiply(gate, at, up, at, n);
  }

  /**
   * The activation that a Hugging Face configuration calls {@code name}.
   *
   * @throws IllegalArgumentException naming an unknown activation
   */
  public static Activation ofName(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "silu", "swish" -> SILU;
      case "gelu" -> GELU;
      case "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "gelu_tanh" -> GELU_TANH;
      case "quick_gelu" -> GELU_QUICK;
      case "relu" -> RELU;
      case "relu2" -> RELU_SQUARED;
      case "tanh" -> TANH;
      default -> throw new IllegalArgumentException("unknown activation '" + name + "'");
    };
  }

  /** act(gate) * up for all rows, in the place of {@code up} if no tape holds on to it. */
  Rows gate(Rows gate, Rows up, Pass pass) {
    int d = up.d();
    Tape tape = pass.tape();
    if (tape == null) {
      pass.each(up.n(), 8 * d, r -> gate(gate.value(), up.value(), r * d, d));
      return up;
    }
    Rows y = gated(gate, up, pass);
    if (tape.isLive(gate) || tape.isLive(up)) {
      tape.record(
          y,
          () -> {
            float[] dy = tape.gradient(y);
            float[] dGate = tape.gradient(gate);
            float[] dUp = tape.gradient(up);
            pass.each(
                y.n(), 16 * d, r -> gateBack(gate.value(), up.value(), dy, r * d, d, dGate, dUp));
          });
    }
    return y;
  }

  /** act(gate) * up for all rows, in rows of their own. */
  Rows gated(Rows gate, Rows up, Pass pass) {
    int d = up.d();
    Rows y = pass.rows(up.n(), d);
    System.arraycopy(up.value(), 0, y.value(), 0, up.n() * d);
    try (Pass.Scope _ = pass.buffers()) {
      Rows used = pass.rows(gate.n(), d);
      System.arraycopy(gate.value(), 0, used.value(), 0, gate.n() * d);
      pass.each(up.n(), 8 * d, r -> gate(used.value(), y.value(), r * d, d));
    }
    return y;
  }

  /** The way back through {@link #gate(float[], float[], int, int)}, for [at, at + n). */
  void gateBack(float[] gate, float[] up, float[] dy, int at, int n, float[] dGate, float[] dUp) {
    float[] x = Arrays.copyOfRange(gate, at, at + n);
    float[] slope = new float[n];
    slopes(x, slope);
    apply(x, 0, n);
    for (int i = 0; i < n; i++) {
      dGate[at + i] += dy[at + i] * up[at + i] * slope[i];
      dUp[at + i] += dy[at + i] * x[i];
    }
  }

  /** Applies the function to every number, in place if no tape holds on to the rows. */
  Rows apply(Rows x, Pass pass) {
    int d = x.d();
    Tape tape = pass.tape();
    if (tape == null) {
      pass.each(x.n(), 8 * d, r -> apply(x.value(), r * d, d));
      return x;
    }
    Rows y = applied(x, pass);
    if (tape.isLive(x)) {
      tape.record(
          y,
          () -> {
            float[] dy = tape.gradient(y);
            float[] dx = tape.gradient(x);
            pass.each(x.n(), 16 * d, r -> back(x.value(), dy, r * d, d, dx));
          });
    }
    return y;
  }

  /** The function of every number, in rows of their own. */
  Rows applied(Rows x, Pass pass) {
    int d = x.d();
    Rows y = pass.rows(x.n(), d);
    System.arraycopy(x.value(), 0, y.value(), 0, x.n() * d);
    pass.each(x.n(), 8 * d, r -> apply(y.value(), r * d, d));
    return y;
  }

  private void back(float[] x, float[] dy, int at, int n, float[] dx) {
    float[] slope = new float[n];
    slopes(Arrays.copyOfRange(x, at, at + n), slope);
    for (int i = 0; i < n; i++) {
      dx[at + i] += dy[at + i] * slope[i];
    }
  }

  /** The derivative at each of {@code x}, into {@code slopes}. */
  void slopes(float[] x, float[] slopes) {
    for (int i = 0; i < x.length; i++) {
      slopes[i] = slope(x[i]);
    }
  }

  /** The derivative at x. */
  float slope(float x) {
    throw new UnsupportedOperationException(this + " gives its slopes together");
  }

  /** Slopes of x sigmoid(factor x). */
  private static void sigmoidGateSlopes(float factor, float[] x, float[] slopes) {
    sigmoids(factor, x, slopes);
    for (int i = 0; i < x.length; i++) {
      float s = slopes[i];
      slopes[i] = s * (1 + factor * x[i] * (1 - s));
    }
  }

  /** sigmoid(factor x). */
  private static void sigmoids(float factor, float[] x, float[] out) {
    for (int i = 0; i < x.length; i++) {
      out[i] = -factor * x[i];
    }
    VectorOps.expSum(out, 0, x.length, 0, new float[16]);
    for (int i = 0; i < x.length; i++) {
      out[i] = 1 / (1 + out[i]);
    }
  }
}
