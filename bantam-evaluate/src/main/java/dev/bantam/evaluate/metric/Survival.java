package dev.bantam.evaluate.metric;

import java.util.List;
import java.util.function.Function;

/**
 * Whether what must not change comes through: of the numbers or placeholders of the sources, how
 * many stand in the answers, each as often as it does in the source; and of the numbers of the
 * answers, how many stand in the sources. What each is, {@link Markup} says.
 */
final class Survival {
  private Survival() {}

  /** Of the source: in the answer too, all. */
  static double[] numbers(Example example) {
    return survived(example, Markup::numbers);
  }

  /** Of the source: in the answer too, all. */
  static double[] placeholders(Example example) {
    return survived(example, Markup::placeholders);
  }

  private static double[] survived(Example example, Function<Markup, List<String>> what) {
    List<String> source = what.apply(Markup.of(example.source()));
    List<String> answer = what.apply(Markup.of(example.answer()));
    return new double[] {
      Words.common(Words.ngrams(source, 1), Words.ngrams(answer, 1)), source.size()
    };
  }

  /** Numbers of the answer: in the source too, all. */
  static double[] faithfulNumbers(Example example) {
    int all = Markup.of(example.answer()).numbers().size();
    int unsupported = Faithfulness.unsupportedNumbers(example.answer(), example.source()).size();
    return new double[] {all - unsupported, all};
  }
}
