package dev.bantam.tasks.trace;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A sentence of a result with its sources.
 *
 * @param text without marks
 * @param sources numbers of the passages that it rests on, the best first; none if no passage has
 *     any of its words
 * @param support how much of it these passages have, from 0 to 1: see {@link Support}
 * @param supported whether that is enough
 */
public record Traced(String text, List<Integer> sources, double support, boolean supported) {
  public Traced {
    sources = List.copyOf(sources);
  }

  /** As plain data. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("text", text);
    fields.put("sources", sources);
    fields.put("support", Math.round(1000 * support) / 1000.0);
    fields.put("supported", supported);
    return fields;
  }
}
