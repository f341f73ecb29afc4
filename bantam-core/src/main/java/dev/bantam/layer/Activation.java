package dev.bantam.layer;

import dev.bantam.kernel.VectorOps;
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
  },
  /** x times the normal distribution function of x; arXiv 1606.08415. */
  GELU {
    @Override
    float of(float x) {
      return (float) (0.5 * x * Erf.erfc(-x / Math.sqrt(2)));
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
  },
  RELU {
    @Override
    float of(float x) {
      return Math.max(x, 0);
    }
  },
  /** relu(x)²; arXiv 2109.08668. */
  RELU_SQUARED {
    @Override
    float of(float x) {
      float v = Math.max(x, 0);
      return v * v;
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
      default -> throw new IllegalArgumentException("unknown activation '" + name + "'");
    };
  }

  /** As the form for numbers, for all rows; the two have the same shape. */
  void gate(Rows gate, Rows up, Pass pass) {
    pass.each(up.n(), 8 * up.d(), r -> gate(gate.value(), up.value(), r * up.d(), up.d()));
  }

  /** Applies the function to every number of {@code x}, in place. */
  void apply(Rows x, Pass pass) {
    pass.each(x.n(), 8 * x.d(), r -> apply(x.value(), r * x.d(), x.d()));
  }
}
