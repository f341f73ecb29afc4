package dev.bantam.layer;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A router sends each row to its best few experts and adds up their weighted answers (Shazeer et
 * al., arXiv 1701.06538; Mixtral, arXiv 2401.04088). Rows of one expert are multiplied together.
 */
public final class MixtureOfExperts implements Layer {
  /** How router logits become weights. */
  public enum Gating {
    /** Softmax over all experts, then the best are taken. */
    SOFTMAX,
    /** The best are taken, then softmax over these. */
    SOFTMAX_OF_CHOSEN,
    /** Each expert's sigmoid. */
    SIGMOID
  }

  private final Linear router;
  private final List<Layer> experts;
  private final int chosen;
  private final Gating gating;
  private final boolean normalise;
  private final float scale;
  private final float @Nullable [] choiceBias;
  private final @Nullable Layer shared;
  private final @Nullable Linear sharedGate;

  /**
   * @param router [experts, d]
   * @param experts each rows [m, d] to [m, d]
   * @param chosen experts per row
   * @param normalise whether the chosen weights are made to sum to 1
   * @param scale factor of the weights
   * @param choiceBias [experts] added to the weights for choosing only, or null
   * @param shared an expert that every row uses, or null
   * @param sharedGate [1, d], whose sigmoid weighs {@code shared}, or null
   */
  public MixtureOfExperts(
      Linear router,
      List<Layer> experts,
      int chosen,
      Gating gating,
      boolean normalise,
      float scale,
      float @Nullable [] choiceBias,
      @Nullable Layer shared,
      @Nullable Linear sharedGate) {
    this.router = router;
    this.experts = List.copyOf(experts);
    this.chosen = chosen;
    this.gating = gating;
    this.normalise = normalise;
    this.scale = scale;
    this.choiceBias = choiceBias;
    this.shared = shared;
    this.sharedGate = sharedGate;
  }

  @Override
  public Rows forward(Rows x, Pass pass) {
    Rows weights = pass.tap("router", router.forward(x, pass));
    for (int r = 0; r < x.n(); r++) {
      weigh(weights.value(), r * weights.d(), experts.size());
    }
    Rows y = start(x, pass);
    for (int e = 0; e < experts.size(); e++) {
      apply(e, x, weights, y, pass);
    }
    return pass.tap("ffn_out", y);
  }

  /** The shared expert's answer, or zeros. */
  private Rows start(Rows x, Pass pass) {
    Rows y = pass.rows(x.n(), x.d());
    if (shared == null) {
      Arrays.fill(y.value(), 0, x.n() * x.d(), 0);
      return y;
    }
    Rows answer = shared.forward(x, pass);
    Rows gate = sharedGate == null ? null : sharedGate.forward(x, pass);
    for (int r = 0; r < x.n(); r++) {
      float weight = gate == null ? 1 : sigmoid(gate.value()[r]);
      for (int i = r * x.d(); i < (r + 1) * x.d(); i++) {
        y.value()[i] = weight * answer.value()[i];
      }
    }
    return y;
  }

  /** Lets expert {@code e} answer the rows that chose it. */
  private void apply(int e, Rows x, Rows weights, Rows y, Pass pass) {
    int m = 0;
    for (int r = 0; r < x.n(); r++) {
      m += weights.get(r, e) != 0 ? 1 : 0;
    }
    if (m == 0) {
      return;
    }
    try (Pass.Scope _ = pass.scope(pass.layer())) {
      Rows mine = pass.rows(m, x.d());
      int d = x.d();
      for (int r = 0, i = 0; r < x.n(); r++) {
        if (weights.get(r, e) != 0) {
          System.arraycopy(x.value(), r * d, mine.value(), i++ * d, d);
        }
      }
      Rows answer = experts.get(e).forward(mine, pass);
      for (int r = 0, i = 0; r < x.n(); r++) {
        float weight = weights.get(r, e);
        if (weight != 0) {
          for (int c = 0; c < d; c++) {
            y.value()[r * d + c] += weight * answer.value()[i * d + c];
          }
          i++;
        }
      }
    }
  }

  /** Turns the logits w[at .. at + n) into weights; zero for experts that are not chosen. */
  private void weigh(float[] w, int at, int n) {
    boolean[] taken = new boolean[n];
    if (gating == Gating.SOFTMAX_OF_CHOSEN) {
      choose(w, at, taken);
      softmax(w, at, taken);
      return;
    }
    if (gating == Gating.SOFTMAX) {
      boolean[] all = new boolean[n];
      Arrays.fill(all, true);
      softmax(w, at, all);
    } else {
      for (int e = 0; e < n; e++) {
        w[at + e] = sigmoid(w[at + e]);
      }
    }
    choose(w, at, taken);
    float sum = 0;
    for (int e = 0; e < n; e++) {
      sum += taken[e] ? w[at + e] : 0;
    }
    for (int e = 0; e < n; e++) {
      w[at + e] = taken[e] ? scale * (normalise ? w[at + e] / sum : w[at + e]) : 0;
    }
  }

  private void choose(float[] w, int at, boolean[] taken) {
    for (int k = 0; k < chosen; k++) {
      int best = -1;
      for (int e = 0; e < taken.length; e++) {
        if (!taken[e] && (best < 0 || worth(w, at, e) > worth(w, at, best))) {
          best = e;
        }
      }
      taken[best] = true;
    }
  }

  private float worth(float[] w, int at, int e) {
    return choiceBias == null ? w[at + e] : w[at + e] + choiceBias[e];
  }

  private static void softmax(float[] w, int at, boolean[] among) {
    float max = Float.NEGATIVE_INFINITY;
    for (int e = 0; e < among.length; e++) {
      max = among[e] ? Math.max(max, w[at + e]) : max;
    }
    float sum = 0;
    for (int e = 0; e < among.length; e++) {
      w[at + e] = among[e] ? (float) Math.exp(w[at + e] - max) : 0;
      sum += w[at + e];
    }
    for (int e = 0; e < among.length; e++) {
      w[at + e] /= sum;
    }
  }

  private static float sigmoid(float x) {
    return (float) (1 / (1 + Math.exp(-x)));
  }
}
