package dev.bantam.tasks.trace;

import dev.bantam.evaluate.metric.Faithfulness;
import dev.bantam.tasks.document.Passage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Traces sentences to the passages that they rest on.
 *
 * <p>Support is containment: the share of a sentence's words that a passage has, each word weighing
 * its inverse document frequency {@code log(1 + n / (1 + passages with it))}, so that names and
 * terms decide and articles do not. A second passage is taken where it adds much, as summaries join
 * what stands apart. A number that the passages do not have makes a sentence unsupported whatever
 * else it says.
 *
 * <p>Words are compared, not meanings: a free paraphrase may be called unsupported, and a sentence
 * that says the contrary with the same words supported. ROUGE's recall is the same measure without
 * weights; entailment models are the better judges (SummaC, Laban et al., 2022), but are no small
 * matter here.
 */
public final class Support {
  /** Least support that is enough: see {@code docs/tasks/summarize.md} for how it was measured. */
  public static final double ENOUGH = 0.5;

  /** What a second passage has to add. */
  private static final double MUCH = 0.3;

  private final List<Passage> passages;
  private final List<Set<String>> words = new ArrayList<>();
  private final Map<String, Integer> frequencies = new HashMap<>();

  /**
   * @param passages numbered from 1 in this order; at least one
   */
  public Support(List<Passage> passages) {
    this.passages = passages;
    for (Passage passage : passages) {
      Set<String> stems = new HashSet<>(Stems.of(passage.heading() + " " + passage.text()));
      stems.forEach(stem -> frequencies.merge(stem, 1, Integer::sum));
      words.add(stems);
    }
  }

  /** A sentence with its sources. */
  public Traced traced(String sentence) {
    Set<String> stems = new HashSet<>(Stems.of(sentence));
    int best = best(stems, Set.of());
    double support = contained(stems, words.get(best));
    Set<String> left = new HashSet<>(stems);
    left.removeAll(words.get(best));
    int second = best(left, Set.of(best));
    List<Integer> sources = new ArrayList<>();
    String text = passages.get(best).heading() + "\n" + passages.get(best).text();
    if (support > 0) {
      sources.add(best + 1);
    }
    double both = second < 0 ? 0 : contained(stems, union(best, second));
    if (both >= support + MUCH && support > 0) {
      sources.add(second + 1);
      support = both;
      text += "\n" + passages.get(second).text();
    }
    boolean numbers = Faithfulness.unsupportedNumbers(sentence, text).isEmpty();
    return new Traced(sentence, sources, support, numbers && support >= ENOUGH);
  }

  private Set<String> union(int a, int b) {
    Set<String> union = new HashSet<>(words.get(a));
    union.addAll(words.get(b));
    return union;
  }

  /** The passage that has most of some words; -1 if there is none but those left out. */
  private int best(Set<String> stems, Set<Integer> without) {
    int best = -1;
    double most = -1;
    for (int i = 0; i < words.size(); i++) {
      double contained = without.contains(i) ? -1 : contained(stems, words.get(i));
      if (contained > most) {
        most = contained;
        best = i;
      }
    }
    return best;
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
