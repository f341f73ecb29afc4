package dev.bantam.tasks.batch;

import dev.bantam.tasks.Described;
import dev.bantam.tasks.Usage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a batch did.
 *
 * @param output the file that was written
 * @param rows of it
 * @param resumed how many of them an earlier run had done
 * @param failed how many of them have an error
 * @param errors the first of these errors, with the rows' places
 * @param usage what it took, earlier runs included
 */
public record BatchReport(
    Path output, long rows, long resumed, long failed, List<String> errors, Usage usage)
    implements Described {
  public BatchReport {
    errors = List.copyOf(errors);
  }

  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("output", output.toString());
    fields.put("rows", rows);
    fields.put("resumed", resumed);
    fields.put("failed", failed);
    if (!errors.isEmpty()) {
      fields.put("errors", errors);
    }
    return fields;
  }
}
