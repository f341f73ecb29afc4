package dev.bantam.tasks.analyze;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds topics: documents as vectors of their words' weights (BM25's, Robertson and Zaragoza, 2009)
 * or as an encoder's, grouped by direction, each group named by the words that are in it more than
 * in the others (class-based TF-IDF: Grootendorst, 2022, "BERTopic").
 */
final class Topics {
  private static final int WORDS = 8;
  private static final int MOST_TERMS = 20_000;
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

  /** Words in more than one document and in less than half of them, the commonest if too many. */
  private Map<String, Integer> places() {
    Map<String, Integer> places = new HashMap<>();
    int most = Math.max(2, words.documents() / 2);
    for (Map.Entry<String, Integer> word : words.commonest(MOST_TERMS).entrySet()) {
      if (word.getValue() > 1 && word.getValue() <= most) {
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
    List<Map<String, Integer>> counts = new ArrayList<>();
    Map<String, Integer> totals = new HashMap<>();
    int[] sizes = new int[k];
    long all = 0;
    for (int group = 0; group < k; group++) {
      counts.add(new HashMap<>());
    }
    for (int d = 0; d < groups.length; d++) {
      sizes[groups[d]]++;
      for (Map.Entry<String, Integer> word : words.of(d).entrySet()) {
        counts.get(groups[d]).merge(word.getKey(), word.getValue(), Integer::sum);
        totals.merge(word.getKey(), word.getValue(), Integer::sum);
        all += word.getValue();
      }
    }
    double mean = (double) all / k;
    List<Topic> topics = new ArrayList<>();
    for (int group = 0; group < k; group++) {
      Map<String, Integer> own = counts.get(group);
      int least = Math.min(2, sizes[group]);
      List<String> best =
          own.keySet().stream()
              .filter(word -> words.documents(word) >= least)
              .sorted(
                  Comparator.comparingDouble(
                          (String word) -> -own.get(word) * Math.log(1 + mean / totals.get(word)))
                      .thenComparing(Comparator.naturalOrder()))
              .limit(WORDS)
              .toList();
      topics.add(new Topic(group + 1, best, sizes[group]));
    }
    topics.removeIf(topic -> topic.documents() == 0);
    return topics;
  }
}
