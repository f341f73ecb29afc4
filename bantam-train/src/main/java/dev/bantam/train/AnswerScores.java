package dev.bantam.train;

import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import dev.bantam.layer.Tape;
import dev.bantam.train.data.Encoded;
import dev.bantam.train.data.MicroBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

/** The log-probabilities of whole answers, by a model in training and by what it was before. */
final class AnswerScores {
  /** Turns the answers' log-probabilities into the derivatives of a loss by them. */
  @FunctionalInterface
  interface Objective {
    /**
     * The loss of all answers.
     *
     * @param scores [answers]
     * @param derivatives [answers], receives the loss's
     */
    Loss of(double[] scores, double[] derivatives);
  }

  private final Trainable model;
  private final TokenLosses losses;
  private final IdentityHashMap<Encoded, Double> references = new IdentityHashMap<>();

  AnswerScores(Trainable model) {
    this.model = model;
    this.losses = new TokenLosses(model.model());
  }

  /** [answers] the log-probability of each one's trained tokens. */
  double[] of(List<Encoded> answers) {
    MicroBatch batch = model.batch(answers);
    return model.read(
        batch.batch(),
        (hidden, pass) -> sums(losses.of(hidden, batch.targets(), pass), batch, answers.size()));
  }

  /** The same by the model before training, which is asked once for each answer. */
  double[] reference(List<Encoded> answers) {
    List<Encoded> unknown = answers.stream().filter(a -> !references.containsKey(a)).toList();
    double[] scores = referenceOnce(unknown);
    for (int i = 0; i < scores.length; i++) {
      references.put(unknown.get(i), scores[i]);
    }
    return answers.stream().mapToDouble(references::get).toArray();
  }

  /** As {@link #reference}, of answers that will not come again. */
  double[] referenceOnce(List<Encoded> answers) {
    if (answers.isEmpty()) {
      return new double[0];
    }
    MicroBatch batch = MicroBatch.of(answers);
    try {
      return model.readReference(
          batch.batch(),
          (hidden, pass, reference) ->
              sums(
                  new TokenLosses(reference).of(hidden, batch.targets(), pass),
                  batch,
                  answers.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs answers forward and backward.
   *
   * @param scale what derivatives are multiplied by
   */
  Loss learn(List<Encoded> answers, double scale, long seed, Objective objective) {
    MicroBatch batch = model.batch(answers);
    return model.learn(
        batch.batch(),
        seed,
        (hidden, pass) -> learn(hidden, pass, batch, answers, scale, objective));
  }

  /** Scores come first: how much each answer's tokens weigh depends on all of them. */
  private Loss learn(
      Rows hidden,
      Pass pass,
      MicroBatch batch,
      List<Encoded> answers,
      double scale,
      Objective objective) {
    int[] targets = batch.targets();
    double[] scores = sums(losses.of(hidden, targets, pass), batch, answers.size());
    double[] derivatives = new double[scores.length];
    Loss loss = objective.of(scores, derivatives);
    float[] scales = new float[targets.length];
    for (int r = 0; r < scales.length; r++) {
      // A token's cost is minus its log-probability.
      scales[r] = (float) (-scale * derivatives[batch.batch().sequences()[r]]);
    }
    Tape tape = Objects.requireNonNull(pass.tape());
    losses.learn(hidden, targets, scales, pass, tape);
    return loss;
  }

  private static double[] sums(double[] costs, MicroBatch batch, int answers) {
    double[] sums = new double[answers];
    for (int r = 0; r < costs.length; r++) {
      sums[batch.batch().sequences()[r]] -= costs[r];
    }
    return sums;
  }
}
