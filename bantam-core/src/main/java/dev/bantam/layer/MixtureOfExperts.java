package dev.bantam.layer;

import dev.bantam.kernel.VectorOps;
import java.util.ArrayList;
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
  private final ExpertChoice choice;
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
    this.choice = new ExpertChoice(gating, chosen, normalise, scale, choiceBias);
    this.shared = shared;
    this.sharedGate = sharedGate;
  }

  @Override
  public Rows forward(Rows x, Pass pass) {
    Rows logits = pass.tap("router", router.forward(x, pass));
    Tape tape = pass.tape();
    Rows weights = tape == null ? logits : copy(logits, pass);
    for (int r = 0; r < x.n(); r++) {
      choice.weigh(weights.value(), r * weights.d(), experts.size());
    }
    Rows y = pass.zeros(x.n(), x.d());
    Shared everybody = shared == null ? null : answerAll(shared, x, y, pass);
    List<Answer> answers = new ArrayList<>();
    for (int e = 0; e < experts.size(); e++) {
      int[] rows = whoChose(e, weights);
      if (rows.length > 0) {
        try (Pass.Scope _ = pass.scope(pass.layer())) {
          answers.add(answer(e, rows, x, weights, y, pass));
        }
      }
    }
    if (tape != null) {
      record(new Mixture(logits, weights, answers, everybody, y), pass, tape);
    }
    return pass.tap("ffn_out", y);
  }

  /** What expert {@code e} said to these rows. */
  private record Answer(int expert, int[] rows, Rows given) {}

  /** What the shared expert said, and the logit of its weight for each row. */
  private record Shared(Rows given, @Nullable Rows gate) {
    float weight(int row) {
      return gate == null ? 1 : ExpertChoice.sigmoid(gate.value()[row]);
    }
  }

  /** All that y was made of. */
  private record Mixture(
      Rows logits, Rows weights, List<Answer> answers, @Nullable Shared shared, Rows y) {
    boolean isLive(Tape tape) {
      return tape.isLive(logits)
          || answers.stream().anyMatch(answer -> tape.isLive(answer.given))
          || (shared != null && tape.isLive(shared.given))
          || (shared != null && shared.gate != null && tape.isLive(shared.gate));
    }
  }

  private static Rows copy(Rows x, Pass pass) {
    Rows y = pass.rows(x.n(), x.d());
    System.arraycopy(x.value(), 0, y.value(), 0, x.n() * x.d());
    return y;
  }

  /** Begins y with the shared expert's answer. */
  private Shared answerAll(Layer expert, Rows x, Rows y, Pass pass) {
    Rows given = expert.forward(x, pass);
    Shared answer = new Shared(given, sharedGate == null ? null : sharedGate.forward(x, pass));
    for (int r = 0; r < x.n(); r++) {
      float weight = answer.weight(r);
      for (int i = r * x.d(); i < (r + 1) * x.d(); i++) {
        y.value()[i] = weight * given.value()[i];
      }
    }
    return answer;
  }

  private static int[] whoChose(int e, Rows weights) {
    int[] rows = new int[weights.n()];
    int m = 0;
    for (int r = 0; r < weights.n(); r++) {
      if (weights.get(r, e) != 0) {
        rows[m++] = r;
      }
    }
    return Arrays.copyOf(rows, m);
  }

  /** Lets expert {@code e} answer the rows that chose it. */
  private Answer answer(int e, int[] rows, Rows x, Rows weights, Rows y, Pass pass) {
    int d = x.d();
    Rows given = experts.get(e).forward(gather(rows, x, pass), pass.picking(rows));
    for (int i = 0; i < rows.length; i++) {
      float weight = weights.get(rows[i], e);
      for (int c = 0; c < d; c++) {
        y.value()[rows[i] * d + c] += weight * given.value()[i * d + c];
      }
    }
    return new Answer(e, rows, given);
  }

  private static Rows gather(int[] rows, Rows x, Pass pass) {
    int d = x.d();
    Rows some = pass.rows(rows.length, d);
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(x.value(), rows[i] * d, some.value(), i * d, d);
    }
    Tape tape = pass.tape();
    if (tape != null && tape.isLive(x)) {
      tape.record(
          some,
          () -> {
            float[] dSome = tape.gradient(some);
            float[] dx = tape.gradient(x);
            for (int i = 0; i < rows.length; i++) {
              VectorOps.add(dSome, i * d, dx, rows[i] * d, d);
            }
          });
    }
    return some;
  }

  private void record(Mixture mixture, Pass pass, Tape tape) {
    if (!mixture.isLive(tape)) {
      return;
    }
    tape.record(
        mixture.y,
        () -> {
          try (Pass.Scope _ = pass.buffers()) {
            int n = experts.size();
            float[] dWeights = pass.zeros(mixture.y.n(), n).value();
            for (Answer answer : mixture.answers) {
              back(answer, mixture, dWeights, pass, tape);
            }
            if (mixture.shared != null) {
              back(mixture.shared, mixture.y, pass, tape);
            }
            if (tape.isLive(mixture.logits)) {
              float[] logits = mixture.logits.value();
              float[] dLogits = tape.gradient(mixture.logits);
              for (int r = 0; r < mixture.y.n(); r++) {
                choice.back(logits, mixture.weights.value(), dWeights, r * n, n, dLogits);
              }
            }
          }
        });
  }

  private static void back(Answer answer, Mixture mixture, float[] dWeights, Pass pass, Tape tape) {
    int d = mixture.y.d();
    float[] given = answer.given.value();
    float[] dy = tape.gradient(mixture.y);
    float[] dGiven = tape.isLive(answer.given) ? tape.gradient(answer.given) : null;
    pass.each(
        answer.rows.length,
        4 * d,
        i -> {
          int row = answer.rows[i];
          int w = row * mixture.weights.d() + answer.expert;
          dWeights[w] = VectorOps.dot(dy, row * d, given, i * d, d);
          if (dGiven != null) {
            VectorOps.addScaled(mixture.weights.value()[w], dy, row * d, dGiven, i * d, d);
          }
        });
  }

  private static void back(Shared answer, Rows y, Pass pass, Tape tape) {
    int d = y.d();
    float[] given = answer.given.value();
    float[] dy = tape.gradient(y);
    float[] dGiven = tape.isLive(answer.given) ? tape.gradient(answer.given) : null;
    Rows gate = answer.gate;
    float[] dGate = gate != null && tape.isLive(gate) ? tape.gradient(gate) : null;
    pass.each(
        y.n(),
        4 * d,
        r -> {
          float weight = answer.weight(r);
          if (dGiven != null) {
            VectorOps.addScaled(weight, dy, r * d, dGiven, r * d, d);
          }
          if (dGate != null) {
            dGate[r] += VectorOps.dot(dy, r * d, given, r * d, d) * weight * (1 - weight);
          }
        });
  }
}
