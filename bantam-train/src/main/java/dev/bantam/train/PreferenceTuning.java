package dev.bantam.train;

import dev.bantam.train.data.Encoded;
import dev.bantam.train.data.EncodedPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Learning from pairs of answers, of which one is to be preferred. */
public final class PreferenceTuning implements Method<EncodedPair> {
  private final AnswerScores scores;
  private final PairObjective objective;
  private final Function<int[], String> text;

  /**
   * @param text what tokens say, for people
   */
  public PreferenceTuning(Trainable model, PairObjective objective, Function<int[], String> text) {
    this.scores = new AnswerScores(model);
    this.objective = objective;
    this.text = text;
  }

  @Override
  public long weight(EncodedPair example) {
    return 1;
  }

  @Override
  public int rows(EncodedPair example) {
    return example.chosen().rows() + example.rejected().rows();
  }

  @Override
  public Loss accumulate(List<EncodedPair> examples, double scale, long seed) {
    List<Encoded> answers = answers(examples);
    double[] before = reference(answers);
    return scores.learn(
        answers, scale, seed, (now, derivatives) -> judge(answers, now, before, derivatives));
  }

  @Override
  public Loss evaluate(List<EncodedPair> examples) {
    List<Encoded> answers = answers(examples);
    return judge(answers, scores.of(answers), reference(answers), new double[answers.size()]);
  }

  private double[] reference(List<Encoded> answers) {
    return objective.needsReference() ? scores.reference(answers) : new double[answers.size()];
  }

  /** The better answer of a pair, then the worse one. */
  private static List<Encoded> answers(List<EncodedPair> examples) {
    List<Encoded> answers = new ArrayList<>();
    for (EncodedPair pair : examples) {
      answers.add(pair.chosen());
      answers.add(pair.rejected());
    }
    return answers;
  }

  private Loss judge(List<Encoded> answers, double[] now, double[] before, double[] derivatives) {
    double sum = 0;
    double right = 0;
    double margin = 0;
    for (int c = 0, r = 1; r < now.length; c += 2, r += 2) {
      PairObjective.Outcome outcome =
          objective.of(
              new PairObjective.Pair(
                  now[c],
                  now[r],
                  before[c],
                  before[r],
                  answers.get(c).weight(),
                  answers.get(r).weight()));
      derivatives[c] = outcome.byChosen();
      derivatives[r] = outcome.byRejected();
      sum += outcome.loss();
      right += outcome.margin() > 0 ? 1 : 0;
      margin += outcome.margin();
    }
    return new Loss(sum, now.length / 2, Map.of("accuracy", right, "margin", margin));
  }

  @Override
  public String describe(EncodedPair example) {
    int[] tokens = example.chosen().tokens();
    return text.apply(Arrays.copyOf(tokens, Math.min(40, tokens.length)));
  }
}
