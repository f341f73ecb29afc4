package dev.bantam.tasks.extract;

import dev.bantam.tasks.Described;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was made of a text: a record that the schema allows, or nothing.
 *
 * @param record null if there is none
 * @param error why there is none; null if there is one
 * @param unsupported JSON pointers of what does not stand in the text
 * @param confidence the mean probability of the record's tokens, from 0 to 1; 0 without one
 */
public record Extracted(
    @Nullable Map<String, @Nullable Object> record,
    @Nullable String error,
    List<String> unsupported,
    double confidence)
    implements Described {
  public Extracted {
    record = record == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(record));
    unsupported = List.copyOf(unsupported);
  }

  static Extracted failed(String why) {
    return new Extracted(null, why, List.of(), 0);
  }

  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (record == null) {
      fields.put("error", String.valueOf(error));
      return fields;
    }
    fields.put("record", record);
    fields.put("unsupported", unsupported);
    fields.put("confidence", confidence);
    return fields;
  }
}
