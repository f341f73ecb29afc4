package dev.bantam.evaluate.metric;

import java.util.List;
import java.util.function.ToDoubleBiFunction;

/**
 * Compares answers with references. A metric keeps statistics of each pair that add up, and makes
 * its value of their sum; so a value for a whole set (such as BLEU, which is no mean over
 * sentences) and its uncertainty by resampling come from the same numbers.
 */
public interface Metric {
  /**
   * What the value of a set is made of.
   *
   * @param references as many as answers
   * @return [pairs][n] statistics of each pair, of the same meaning in all rows
   */
  double[][] statistics(List<String> answers, List<String> references);

  /**
   * The value of a set.
   *
   * @param sums [n] its statistics, added up
   * @return from 0 (worst) to 100
   */
  double value(double[] sums);

  /** The value of a set of pairs. */
  default double of(List<String> answers, List<String> references) {
    return value(sums(statistics(answers, references)));
  }

  /** Adds rows up. */
  private static double[] sums(double[][] statistics) {
    double[] sums = new double[statistics.length == 0 ? 0 : statistics[0].length];
    for (double[] row : statistics) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += row[i];
      }
    }
    return sums;
  }

  /** A metric whose statistics of a pair depend on that pair alone. */
  abstract class OfPairs implements Metric {
    /** The statistics of one pair: [n]. */
    abstract double[] statistics(String answer, String reference);

    @Override
    public final double[][] statistics(List<String> answers, List<String> references) {
      double[][] all = new double[answers.size()][];
      for (int i = 0; i < all.length; i++) {
        all[i] = statistics(answers.get(i), references.get(i));
      }
      return all;
    }
  }

  /** The mean of a score from 0 to 1, in percent. */
  static Metric mean(ToDoubleBiFunction<String, String> score) {
    return new OfPairs() {
      @Override
      double[] statistics(String answer, String reference) {
        return new double[] {score.applyAsDouble(answer, reference), 1};
      }

      @Override
      public double value(double[] sums) {
        return 100 * sums[0] / sums[1];
      }
    };
  }
}
