package dev.bantam.tasks.summarize;

import dev.bantam.tasks.trace.Stems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How central sentences are: continuous LexRank (Erkan and Radev, 2004), the stationary
 * distribution of a walk from sentence to sentence along the cosines of their weighted words. The
 * matrix of cosines X X' is never made: each step goes through the words, so that its cost grows
 * with the text's length alone.
 */
final class LexRank {
  private static final double DAMPING = 0.85;
  private static final int STEPS = 50;
  private static final double STILL = 1e-9;

  /** [n] sentences, each its words with weights of length 1 in sum of squares. */
  private final List<Map<String, Double>> rows = new ArrayList<>();

  LexRank(List<String> sentences) {
    List<List<String>> all = sentences.stream().map(Stems::of).toList();
    Map<String, Integer> frequencies = new HashMap<>();
    all.forEach(
        words -> words.stream().distinct().forEach(w -> frequencies.merge(w, 1, Integer::sum)));
    for (List<String> words : all) {
      Map<String, Double> row = new HashMap<>();
      for (String word : words) {
        row.merge(word, Math.log((1.0 + all.size()) / frequencies.get(word)), Double::sum);
      }
      double norm = Math.sqrt(row.values().stream().mapToDouble(v -> v * v).sum());
      row.replaceAll((_, value) -> norm == 0 ? 0 : value / norm);
      rows.add(row);
    }
  }

  /** [n] how central each sentence is; they sum to 1. */
  double[] centralities() {
    int n = rows.size();
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    double[] degrees = product(ones);
    double[] rank = new double[n];
    Arrays.fill(rank, 1.0 / n);
    for (int step = 0; step < STEPS; step++) {
      double[] out = new double[n];
      for (int i = 0; i < n; i++) {
        out[i] = degrees[i] == 0 ? 0 : rank[i] / degrees[i];
      }
      double[] next = product(out);
      double sum = Arrays.stream(next).sum();
      double change = 0;
      for (int i = 0; i < n; i++) {
        next[i] = (1 - DAMPING) / n + DAMPING * (sum == 0 ? 1.0 / n : next[i] / sum);
        change += Math.abs(next[i] - rank[i]);
      }
      rank = next;
      if (change < STILL) {
        break;
      }
    }
    return rank;
  }

  /** X X' v. */
  private double[] product(double[] v) {
    Map<String, Double> words = new HashMap<>();
    for (int i = 0; i < v.length; i++) {
      double factor = v[i];
      rows.get(i).forEach((word, weight) -> words.merge(word, weight * factor, Double::sum));
    }
    double[] product = new double[v.length];
    for (int i = 0; i < v.length; i++) {
      for (Map.Entry<String, Double> word : rows.get(i).entrySet()) {
        product[i] += word.getValue() * words.get(word.getKey());
      }
    }
    return product;
  }

  /** How alike two sentences are, from 0 to 1. */
  double cosine(int a, int b) {
    double cosine = 0;
    for (Map.Entry<String, Double> word : rows.get(a).entrySet()) {
      cosine += word.getValue() * rows.get(b).getOrDefault(word.getKey(), 0.0);
    }
    return cosine;
  }
}
