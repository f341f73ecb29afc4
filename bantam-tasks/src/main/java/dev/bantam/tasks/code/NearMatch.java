package dev.bantam.tasks.code;

import dev.bantam.tasks.Described;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A row of tuning data that code resembles.
 *
 * @param where file and line
 * @param overlap share of the code's token 3-grams that the row has, from 0 to 1
 * @param source as the row says; empty if it does not
 * @param licence as the row says; empty if it does not
 */
public record NearMatch(String where, double overlap, String source, String licence)
    implements Described {
  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("where", where);
    fields.put("overlap", overlap);
    fields.put("source", source.isEmpty() ? null : source);
    fields.put("licence", licence.isEmpty() ? null : licence);
    return fields;
  }
}
