package dev.bantam.tasks.answer;

import dev.bantam.tasks.document.Passages;
import dev.bantam.tasks.trace.Stems;
import dev.bantam.tasks.trace.Traced;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The sentence of some passages that says most of a question: the extractive answer. Rare words
 * count more than common ones; a heading's words count half, as they are said of all that stands
 * below; and a sentence counts as much as its passage does.
 */
final class Quote {
  /** Characters of a sentence that can be quoted. */
  private static final int LONGEST = 600;

  private static final double OF_HEADING = 0.5;

  private final List<Hit> hits;
  private final Set<String> question;
  private final Map<String, Integer> frequencies = new HashMap<>();
  private final List<List<String>> sentences = new ArrayList<>();
  private int count;

  Quote(String question, List<Hit> hits) {
    this.question = new HashSet<>(Stems.of(question));
    this.hits = hits;
    for (Hit hit : hits) {
      List<String> found =
          Passages.sentences(hit.passage().text()).stream()
              .filter(sentence -> sentence.length() <= LONGEST && !sentence.endsWith("?"))
              .toList();
      sentences.add(found);
      for (String sentence : found) {
        new HashSet<>(Stems.of(sentence)).forEach(stem -> frequencies.merge(stem, 1, Integer::sum));
        count++;
      }
    }
  }

  /** The best sentence, with the number of its passage; none if none shares a word. */
  List<Traced> best() {
    String best = "";
    int source = 0;
    double most = 0;
    for (int i = 0; i < hits.size(); i++) {
      Set<String> heading = new HashSet<>(Stems.of(hits.get(i).passage().heading()));
      for (String sentence : sentences.get(i)) {
        double score = said(new HashSet<>(Stems.of(sentence)), heading) * hits.get(i).score();
        if (score > most) {
          most = score;
          best = sentence;
          source = i + 1;
        }
      }
    }
    return source == 0 ? List.of() : List.of(new Traced(best, List.of(source), 1, true));
  }

  /** How much of the question a sentence says. */
  private double said(Set<String> sentence, Set<String> heading) {
    double sum = 0;
    for (String stem : question) {
      double weight = Math.log1p(count / (1.0 + frequencies.getOrDefault(stem, 0)));
      sum += sentence.contains(stem) ? weight : heading.contains(stem) ? OF_HEADING * weight : 0;
    }
    return sum;
  }
}
