package dev.bantam.tasks.extract;

import dev.bantam.tasks.Described;
import java.util.List;
import java.util.Map;

/**
 * What was made of a document.
 *
 * @param records one for each of its passages, in their order; a short document is one passage
 */
public record Extraction(List<Extracted> records) implements Described {
  public Extraction {
    records = List.copyOf(records);
  }

  @Override
  public Map<String, Object> fields() {
    return Map.of("records", records.stream().map(Extracted::fields).toList());
  }
}
