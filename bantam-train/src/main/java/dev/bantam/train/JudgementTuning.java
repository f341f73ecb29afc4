package dev.bantam.train;

import dev.bantam.train.data.Encoded;
import dev.bantam.train.data.EncodedJudgement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Learning from single answers that are good or bad (KTO, arXiv 2402.01306): 1 - sigmoid(±beta
 * (log-ratio - z)), where z is how far the model has moved, judged by answers to other prompts of
 * the batch.
 */
public final class JudgementTuning implements Method<EncodedJudgement> {
  private final AnswerScores scores;
  private final double beta;
  private final Function<int[], String> text;

  /**
   * @param beta how strongly the model is held to what it was
   * @param text what tokens say, for people
   */
  public JudgementTuning(Trainable model, double beta, Function<int[], String> text) {
    if (!(beta > 0)) {
      throw new IllegalArgumentException("kto_beta must be positive, not " + beta);
    }
    this.scores = new AnswerScores(model);
    this.beta = beta;
    this.text = text;
  }

  @Override
  public long weight(EncodedJudgement example) {
    return 1;
  }

  @Override
  public int rows(EncodedJudgement example) {
    return example.answer().rows();
  }

  @Override
  public Loss accumulate(List<EncodedJudgement> examples, double scale, long seed) {
    List<Encoded> answers = answers(examples);
    double[] before = scores.reference(answers);
    double moved = moved(answers);
    return scores.learn(
        answers,
        scale,
        seed,
        (now, derivatives) -> judge(examples, now, before, moved, derivatives));
  }

  @Override
  public Loss evaluate(List<EncodedJudgement> examples) {
    List<Encoded> answers = answers(examples);
    return judge(
        examples,
        scores.of(answers),
        scores.reference(answers),
        moved(answers),
        new double[answers.size()]);
  }

  private static List<Encoded> answers(List<EncodedJudgement> examples) {
    return examples.stream().map(EncodedJudgement::answer).toList();
  }

  /** The mean log-ratio of answers that follow another prompt, at least 0; not followed back. */
  private double moved(List<Encoded> answers) {
    List<Encoded> mixed = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      mixed.add(mix(answers.get(i), answers.get((i + 1) % answers.size())));
    }
    double[] now = scores.of(mixed);
    double[] before = scores.referenceOnce(mixed);
    double sum = 0;
    for (int i = 0; i < now.length; i++) {
      sum += now[i] - before[i];
    }
    return Math.max(0, sum / now.length);
  }

  /** The prompt of one example with the answer of another. */
  private static Encoded mix(Encoded prompt, Encoded answer) {
    int from = firstTrained(answer);
    int length = firstTrained(prompt);
    int[] tokens = Arrays.copyOf(prompt.tokens(), length + answer.size() - from);
    System.arraycopy(answer.tokens(), from, tokens, length, answer.size() - from);
    boolean[] trained = new boolean[tokens.length];
    System.arraycopy(answer.trained(), from, trained, length, answer.size() - from);
    return new Encoded(tokens, trained);
  }

  private static int firstTrained(Encoded example) {
    int i = 0;
    while (i < example.size() && !example.trained()[i]) {
      i++;
    }
    return i;
  }

  private Loss judge(
      List<EncodedJudgement> examples,
      double[] now,
      double[] before,
      double moved,
      double[] derivatives) {
    double sum = 0;
    double right = 0;
    for (int i = 0; i < now.length; i++) {
      double ratio = now[i] - before[i];
      double sign = examples.get(i).good() ? 1 : -1;
      double s = PairObjective.sigmoid(sign * beta * (ratio - moved));
      sum += 1 - s;
      derivatives[i] = -sign * beta * s * (1 - s);
      right += sign * ratio > 0 ? 1 : 0;
    }
    return new Loss(sum, now.length, Map.of("accuracy", right));
  }

  @Override
  public String describe(EncodedJudgement example) {
    int[] tokens = example.answer().tokens();
    return text.apply(Arrays.copyOf(tokens, Math.min(40, tokens.length)));
  }
}
