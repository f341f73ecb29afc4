package dev.bantam.tasks.document;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Headers and footers: lines at the edges of pages that are the same on several, but for numbers.
 */
final class RunningLines {
  private static final int EDGE = 2;
  private static final int OFTEN = 3;

  private RunningLines() {}

  /**
   * Pages without such lines.
   *
   * @param pages each as its lines, empty ones included
   */
  static List<List<String>> dropped(List<List<String>> pages) {
    Map<String, Integer> times = new HashMap<>();
    for (List<String> page : pages) {
      edges(page).stream()
          .map(at -> form(page.get(at)))
          .distinct()
          .forEach(form -> times.merge(form, 1, Integer::sum));
    }
    List<List<String>> kept = new ArrayList<>();
    for (List<String> page : pages) {
      List<String> lines = new ArrayList<>(page);
      for (int at : edges(page)) {
        if (times.getOrDefault(form(page.get(at)), 0) >= OFTEN) {
          lines.set(at, "");
        }
      }
      kept.add(lines);
    }
    return kept;
  }

  /** Where the first and last lines of a page are that are not empty. */
  private static List<Integer> edges(List<String> page) {
    List<Integer> filled = new ArrayList<>();
    for (int i = 0; i < page.size(); i++) {
      if (!page.get(i).isBlank()) {
        filled.add(i);
      }
    }
    if (filled.size() <= 2 * EDGE) {
      return filled;
    }
    List<Integer> edges = new ArrayList<>(filled.subList(0, EDGE));
    edges.addAll(filled.subList(filled.size() - EDGE, filled.size()));
    return edges;
  }

  /** A line with its numbers, Roman ones of pages too, made equal. */
  private static String form(String line) {
    StringBuilder form = new StringBuilder();
    for (String word : Lines.collapsed(line).split(" ", -1)) {
      boolean number = word.chars().allMatch(c -> "0123456789ivxl.[]-".indexOf(c) >= 0);
      form.append(number ? "#" : word).append(' ');
    }
    return form.toString();
  }
}
