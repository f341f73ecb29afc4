package dev.bantam.retrieve;

import dev.bantam.generate.Generator;
import dev.bantam.tasks.TaskModel;
import java.io.IOException;
import java.util.List;

/** Tells how well passages answer a question: slower than an index, which proposes them. */
@FunctionalInterface
public interface Reranker {
  /** How many passages are judged, mostly. */
  int CANDIDATES = 20;

  /**
   * Judges passages.
   *
   * @return a number for each, from 0 to 1; more is better, for this question
   * @throws IOException if the model cannot be read
   */
  double[] relevance(String question, List<String> passages) throws IOException;

  /**
   * By a model: a cross-encoder, or else how likely the model finds the question after a passage.
   *
   * @param model is not closed here
   * @throws IllegalArgumentException if it is neither
   */
  static Reranker of(TaskModel model) {
    Generator generator = model.generator();
    if (!generator.ranks() && !generator.continuesTexts()) {
      throw new IllegalArgumentException(
          model.name() + " is neither a cross-encoder nor a language model: it cannot rerank");
    }
    return generator.ranks()
        ? generator::relevance
        : new QueryLikelihood(model, model.prompt("rerank"));
  }
}
