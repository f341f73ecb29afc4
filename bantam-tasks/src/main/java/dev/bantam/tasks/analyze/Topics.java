package dev.bantam.tasks.analyze;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds topics: documents as vectors of their words' weights (BM25's, Robertson and Zaragoza, 2009)
 * or as an encoder's, grouped by direction, each group named by the words that are in more of its
 * documents than of the others', by how little chance explains it (log-likelihood: Dunning, 1993).
 */
final class Topics {
  private static final int WORDS = 8;
  private static final int MOST_TERMS = 20_000;
  private static final int FEW = 50;
  private static final double K1 = 1.2;
  private static final double B = 0.75;

  private final Counts words;

  Topics(Counts words) {
    this.words = words;
  }

  /** How many topics a number of documents has if nobody says: the root of half of it, 2 to 12. */
  static int usual(int documents) {
    return Math.clamp(Math.round(Math.sqrt(documents / 2.0)), 2, 12);
  }

  /** The documents' words, weighted. */
  List<Vector> vectors() {
    Map<String, Integer> places = places();
    int n = words.documents();
    double all = 0;
    for (int d = 0; d < n; d++) {
      all += words.of(d).values().stream().mapToInt(count -> count).sum();
    }
    List<Vector> vectors = new ArrayList<>();
    for (int d = 0; d < n; d++) {
      double length = words.of(d).values().stream().mapToInt(count -> count).sum() * n / all;
      Map<Integer, Double> weights = new TreeMap<>();
      words
          .of(d)
          .forEach(
              (word, count) -> {
                Integer place = places.get(word);
                if (place != null) {
                  double tf = count * (K1 + 1) / (count + K1 * (1 - B + B * length));
                  weights.put(place, tf * words.idf(word));
                }
              });
      int[] at = weights.keySet().stream().mapToInt(place -> place).toArray();
      float[] values = new float[at.length];
      for (int i = 0; i < at.length; i++) {
        values[i] = weights.get(at[i]).floatValue();
      }
      vectors.add(new Vector(at, values));
    }
    return vectors;
  }

  /** How wide {@link #vectors} are. */
  int width() {
    return places().size();
  }

  /** Words in more than one document (of few documents, all), the commonest if too many. */
  private Map<String, Integer> places() {
    Map<String, Integer> places = new HashMap<>();
    for (Map.Entry<String, Integer> word : words.commonest(MOST_TERMS).entrySet()) {
      if (word.getValue() > 1 || words.documents() < FEW) {
        places.put(word.getKey(), places.size());
      }
    }
    return places;
  }

  /**
   * The topics of groups.
   *
   * @param groups [documents] each one's, from 0
   */
  List<Topic> named(int[] groups, int k) {
    List<Map<String, Integer>> having = new ArrayList<>();
    int[] sizes = new int[k];
    for (int group = 0; group < k; group++) {
      having.add(new HashMap<>());
    }
    for (int d = 0; d < groups.length; d++) {
      Map<String, Integer> own = having.get(groups[d]);
      sizes[groups[d]]++;
      words.of(d).keySet().forEach(word -> own.merge(word, 1, Integer::sum));
    }
    List<Topic> topics = new ArrayList<>();
    for (int group = 0; group < k; group++) {
      Map<String, Integer> own = having.get(group);
      int size = sizes[group];
      List<String> best =
          own.keySet().stream()
              .sorted(
                  Comparator.comparingDouble((String word) -> -keyness(own.get(word), word, size))
                      .thenComparing(word -> -own.get(word))
                      .thenComparing(Comparator.naturalOrder()))
              .limit(WORDS)
              .toList();
      topics.add(new Topic(group + 1, best, size));
    }
    topics.removeIf(topic -> topic.documents() == 0);
    return topics;
  }

  /**
   * The log-likelihood ratio of a word (Dunning, 1993) that is in more of a topic's documents than
   * chance would have it; 0 otherwise. Documents are counted, not words, or a long one would speak
   * for all.
   *
   * @param here how many of the topic's documents have the word
   * @param size documents of the topic
   */
  private double keyness(int here, String word, int size) {
    int everywhere = words.documents(word);
    double expected = (double) size * everywhere / words.documents();
    if (here <= expected) {
      return 0;
    }
    int rest = everywhere - here;
    double elsewhere = rest == 0 ? 0 : rest * Math.log(rest / (everywhere - expected));
    return 2 * (here * Math.log(here / expected) + elsewhere);
  }
}
