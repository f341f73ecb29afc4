package dev.bantam.tasks;

import dev.bantam.tasks.document.Passage;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a result rests on: a passage of a document.
 *
 * @param number by which the result cites it, from 1
 */
public record Source(int number, Passage passage) implements Described {
  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("number", number);
    fields.putAll(passage.fields());
    return fields;
  }
}
