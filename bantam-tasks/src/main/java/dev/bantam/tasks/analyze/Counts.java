package dev.bantam.tasks.analyze;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How often things are in documents, and in how many documents they are. */
final class Counts {
  private final List<Map<String, Integer>> documents = new ArrayList<>();
  private final Map<String, Integer> inDocuments = new HashMap<>();

  void add(List<String> things) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    things.forEach(thing -> counts.merge(thing, 1, Integer::sum));
    counts.keySet().forEach(thing -> inDocuments.merge(thing, 1, Integer::sum));
    documents.add(counts);
  }

  /** The counts of a document, in the order in which things are met. */
  Map<String, Integer> of(int document) {
    return documents.get(document);
  }

  /** In how many documents a thing is. */
  int documents(String thing) {
    return inDocuments.getOrDefault(thing, 0);
  }

  int documents() {
    return documents.size();
  }

  /** How much a thing tells of a document: the rarer, the more. Always above 0. */
  double idf(String thing) {
    return Math.log((documents() + 1.0) / (documents(thing) + 0.5));
  }

  /** What tells most of a document: count times idf, longer things first among equals. */
  List<String> telling(int document, int most) {
    Map<String, Integer> counts = of(document);
    return counts.keySet().stream()
        .sorted(
            Comparator.comparingDouble((String thing) -> -counts.get(thing) * idf(thing))
                .thenComparingInt(thing -> -thing.length())
                .thenComparing(Comparator.naturalOrder()))
        .limit(most)
        .toList();
  }

  /** The things that are in most documents, with how many these are; those in one last. */
  Map<String, Integer> commonest(int most) {
    Map<String, Integer> totals = new HashMap<>();
    documents.forEach(counts -> counts.forEach((thing, n) -> totals.merge(thing, n, Integer::sum)));
    Map<String, Integer> commonest = new LinkedHashMap<>();
    inDocuments.keySet().stream()
        .sorted(
            Comparator.comparingInt((String thing) -> -documents(thing))
                .thenComparingInt(thing -> -totals.get(thing))
                .thenComparing(Comparator.naturalOrder()))
        .limit(most)
        .forEach(thing -> commonest.put(thing, documents(thing)));
    return commonest;
  }
}
