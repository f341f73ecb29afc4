package dev.bantam.retrieve;

import dev.bantam.generate.Passage;
import dev.bantam.generate.Score;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.prompt.PromptFile;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Ranks by how likely a language model finds the question after a passage (Sachan et al., Improving
 * Passage Retrieval with Zero-Shot Question Generation, arXiv 2204.07496).
 */
final class QueryLikelihood implements Reranker {
  private final TaskModel model;
  private final PromptFile prompt;

  /**
   * @param prompt asks for a question that {@code passage} answers
   */
  QueryLikelihood(TaskModel model, PromptFile prompt) {
    this.model = model;
    this.prompt = prompt;
  }

  /** The geometric mean of the probabilities of the question's tokens. */
  @Override
  public double[] relevance(String question, List<String> passages) {
    Work work = model.begin();
    int context = model.generator().context();
    int room = context - work.encode(prompt, Map.of("passage", "")).length;
    String read = question; // of the room at most half, as a passage is to be read too
    for (int n = model.tokens(read); 2 * n > room && n > 1; n = model.tokens(read)) {
      read = shorter(read, room / 2.0 / n);
    }
    String shown = read;
    int most = context - model.tokens(shown) - 1;
    List<Passage> asked =
        passages.stream().map(passage -> asked(work, shown, passage, most)).toList();
    return work.score(asked).stream().mapToDouble(QueryLikelihood::perToken).toArray();
  }

  private Passage asked(Work work, String question, String passage, int most) {
    String read = passage;
    while (true) {
      Map<String, ?> values = Map.of("passage", read);
      int[] before = work.encode(prompt, values);
      int[] whole = work.encode(prompt, values, question);
      if (before.length <= most || read.isEmpty()) {
        int differs = Arrays.mismatch(before, whole);
        return new Passage(whole, Math.max(1, differs < 0 ? before.length : differs));
      }
      read = shorter(read, (double) most / before.length);
    }
  }

  /** The first part of a text, at least a character less. */
  private static String shorter(String text, double part) {
    return text.substring(0, Math.clamp((int) (text.length() * part), 0, text.length() - 1));
  }

  private static double perToken(Score score) {
    return Math.exp(score.total() / Math.max(1, score.logprobs().length));
  }
}
