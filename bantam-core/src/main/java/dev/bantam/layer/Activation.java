package dev.bantam.layer;

import java.util.Locale;

/** The non-linear functions of feed-forward layers. */
public enum Activation {
  /** x sigmoid(x); arXiv 1702.03118. */
  SILU {
    @Override
    float of(float x) {
      return (float) (x / (1 + Math.exp(-x)));
    }
  },
  /** The tanh form of GELU, as GPT-2 uses it; arXiv 1606.08415. */
  GELU_TANH {
    @Override
    float of(float x) {
      return (float) (0.5 * x * (1 + Math.tanh(SQRT_2_OVER_PI * (x + 0.044715 * x * x * x))));
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
    float gated(float gate, float up) {
      return of(gate) * (Math.clamp(up, -7, 7) + 1);
    }
  };

  private static final double SQRT_2_OVER_PI = 0.7978845608028654;

  abstract float of(float x);

  /** The gated form, act(gate) * up. */
  float gated(float gate, float up) {
    return of(gate) * up;
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

  /** up = gated(gate, up), number by number; the two have the same shape. */
  void gate(Rows gate, Rows up, Pass pass) {
    pass.each(
        up.n(),
        8 * up.d(),
        r -> {
          for (int i = r * up.d(); i < (r + 1) * up.d(); i++) {
            up.value()[i] = gated(gate.value()[i], up.value()[i]);
          }
        });
  }

  /** Applies the function to every number of {@code x}, in place. */
  void apply(Rows x, Pass pass) {
    pass.each(
        x.n(),
        8 * x.d(),
        r -> {
          for (int i = r * x.d(); i < (r + 1) * x.d(); i++) {
            x.value()[i] = of(x.value()[i]);
          }
        });
  }
}
