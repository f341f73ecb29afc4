package dev.bantam.tasks.summarize;

import dev.bantam.evaluate.metric.Faithfulness;
import dev.bantam.tasks.document.Passage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Traces sentences to the passage that each rests on.
 *
 * <p>Support is containment: the share of a sentence's words that a passage has, each word weighing
 * its inverse document frequency {@code log(1 + n / (1 + passages with it))}, so that names and
 * terms decide and articles do not. A number that the passage does not have makes a sentence
 * unsupported whatever else it says. (To let two passages support a sentence together was tried: in
 * a long document anything can be pieced together.)
 *
 * <p>Words are compared, not meanings: a free paraphrase may be called unsupported, and a sentence
 * that says the contrary with the same words supported. ROUGE's recall is the same measure without
 * weights; entailment models are the better judges (SummaC, Laban et al., 2022), but are no small
 * matter here.
 */
final class Support {
  /** Least support that is enough: see {@code docs/tasks/summarize.md} for how it was measured. */
  static final double ENOUGH = 0.5;

  private final List<Passage> passages;
  private final List<Set<String>> words = new ArrayList<>();
  private final Map<String, Integer> frequencies = new HashMap<>();

  Support(List<Passage> passages) {
    this.passages = passages;
    for (Passage passage : passages) {
      Set<String> stems = new HashSet<>(Stems.of(passage.heading() + " " + passage.text()));
      stems.forEach(stem -> frequencies.merge(stem, 1, Integer::sum));
      words.add(stems);
    }
  }

  /** A sentence with its source. */
  Summary.Sentence traced(String sentence) {
    Set<String> stems = new HashSet<>(Stems.of(sentence));
    int best = 0;
    double support = 0;
    for (int i = 0; i < words.size(); i++) {
      double contained = contained(stems, words.get(i));
      if (contained > support) {
        support = contained;
        best = i;
      }
    }
    Passage source = passages.get(best);
    boolean numbers =
        Faithfulness.unsupportedNumbers(sentence, source.heading() + "\n" + source.text())
            .isEmpty();
    return new Summary.Sentence(
        sentence, support > 0 ? best + 1 : 0, support, numbers && support >= ENOUGH);
  }

  /** The share of words that others have, by weight. */
  private double contained(Set<String> stems, Set<String> in) {
    double all = 0;
    double found = 0;
    for (String stem : stems) {
      double weight = Math.log1p(passages.size() / (1.0 + frequencies.getOrDefault(stem, 0)));
      all += weight;
      found += in.contains(stem) ? weight : 0;
    }
    return all == 0 ? 0 : found / all;
  }
}
