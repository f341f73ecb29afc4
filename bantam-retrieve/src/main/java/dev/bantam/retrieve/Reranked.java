package dev.bantam.retrieve;

import dev.bantam.tasks.answer.Hit;
import dev.bantam.tasks.answer.Retriever;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds passages with one retriever and puts them in the order of a reranker. A hit keeps the score
 * that it was found with, which is comparable between questions.
 *
 * @param candidates how many of the best passages are judged; the others come after them
 */
public record Reranked(Retriever retriever, Reranker reranker, int candidates)
    implements Retriever {

  @Override
  public List<Hit> retrieve(String question, int most) throws IOException {
    List<Hit> found = retriever.retrieve(question, Math.max(most, candidates));
    if (found.isEmpty()) {
      return found;
    }
    int judged = Math.min(candidates, found.size());
    double[] relevance =
        reranker.relevance(
            question, found.stream().limit(judged).map(hit -> hit.passage().text()).toList());
    List<Hit> best = new ArrayList<>();
    IntStream.range(0, judged)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> relevance[i]).reversed())
        .forEach(i -> best.add(found.get(i)));
    best.addAll(found.subList(judged, found.size()));
    return best.subList(0, Math.min(most, best.size()));
  }

  @Override
  public double threshold() {
    return retriever.threshold();
  }
}
