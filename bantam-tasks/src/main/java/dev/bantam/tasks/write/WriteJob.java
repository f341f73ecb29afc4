package dev.bantam.tasks.write;

import dev.bantam.data.Row;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.batch.RowJob;
import dev.bantam.tasks.batch.RowResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link Copywriter} at the rows of a file: adds the columns {@code ok}, {@code text} where it is
 * true, else {@code draft} and {@code reasons}, and {@code tries}.
 */
public final class WriteJob implements RowJob {
  private final Copywriter writer;
  private long marked;

  public WriteJob(Copywriter writer) {
    this.writer = writer;
  }

  @Override
  public Map<String, Object> settings() {
    return writer.settings();
  }

  @Override
  public List<String> columns() {
    return List.of("ok", "text", "draft", "reasons", "tries");
  }

  @Override
  public List<RowResult> run(Work work, List<Row> rows) {
    List<Copywriter.Item> items =
        rows.stream().map(row -> new Copywriter.Item(row.where(), row.columns())).toList();
    List<Written> all = writer.write(work, items);
    marked += all.stream().filter(written -> !written.ok()).count();
    return all.stream().map(WriteJob::result).toList();
  }

  private static RowResult result(Written written) {
    Map<String, Object> columns = new LinkedHashMap<>(written.fields());
    columns.computeIfPresent("reasons", (_, _) -> String.join("; ", written.reasons()));
    return RowResult.of(columns);
  }

  @Override
  public void recall(Row row, RowResult result) {
    if (result.columns().get("text") instanceof String text) {
      writer.remember(row.where(), text);
    } else if (result.error() == null) {
      marked++;
    }
  }

  /** Rows until now whose text did not pass. */
  public long marked() {
    return marked;
  }
}
