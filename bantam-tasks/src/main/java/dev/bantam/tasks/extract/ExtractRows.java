package dev.bantam.tasks.extract;

import dev.bantam.data.Row;
import dev.bantam.format.MalformedFileException;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.batch.RowJob;
import dev.bantam.tasks.batch.RowResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records of the texts of a column: new columns are the schema's properties, {@code unsupported}
 * (JSON pointers of what does not stand in the text) and {@code confidence}.
 *
 * @param column of texts
 */
public record ExtractRows(Extractor extractor, String column) implements RowJob {
  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>(extractor.settings());
    settings.put("text", column);
    return settings;
  }

  @Override
  public List<String> columns() {
    List<String> columns = new ArrayList<>(extractor.schema().columns());
    columns.add("unsupported");
    columns.add("confidence");
    return columns;
  }

  @Override
  public List<RowResult> run(Work work, List<Row> rows) throws MalformedFileException {
    List<String> texts = new ArrayList<>();
    for (Row row : rows) {
      texts.add(row.text(column));
    }
    return extractor.extract(work, texts).stream().map(this::result).toList();
  }

  private RowResult result(Extracted extracted) {
    Map<String, Object> record = extracted.record();
    if (record == null) {
      return RowResult.failed(String.valueOf(extracted.error()));
    }
    Map<String, Object> columns = new LinkedHashMap<>();
    if (extractor.schema().columns().equals(List.of("record"))) {
      columns.put("record", record);
    } else {
      columns.putAll(record);
    }
    columns.put("unsupported", extracted.unsupported());
    columns.put("confidence", extracted.confidence());
    return RowResult.of(columns);
  }
}
