package dev.bantam.tasks.classify;

import dev.bantam.tasks.Described;
import java.util.List;
import java.util.Map;

/**
 * The labels of several texts.
 *
 * @param results in the texts' order
 */
public record Classifications(List<Classification> results) implements Described {
  public Classifications {
    results = List.copyOf(results);
  }

  @Override
  public Map<String, Object> fields() {
    return Map.of("results", results.stream().map(Classification::fields).toList());
  }
}
