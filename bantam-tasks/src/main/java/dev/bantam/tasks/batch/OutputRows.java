package dev.bantam.tasks.batch;

import dev.bantam.data.Row;
import dev.bantam.data.RowSource;
import dev.bantam.tasks.batch.InputRows.Input;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a batch's output: those of the input beside what the journal says of them. */
final class OutputRows implements RowSource {
  private final InputRows input;
  private final BatchJournal.Results results;
  private final List<String> keep;
  private final List<String> made;
  private final boolean errors;

  /**
   * Begins to read.
   *
   * @param keep columns of the input; empty for all
   * @param made the job's columns, in the order in which they are written
   * @param errors whether there is a column of errors
   */
  OutputRows(Path input, BatchJournal journal, List<String> keep, List<String> made, boolean errors)
      throws IOException {
    this.input = InputRows.open(input);
    this.results = journal.results();
    this.keep = keep;
    this.made = made;
    this.errors = errors;
  }

  @Override
  public @Nullable Row next() throws IOException {
    Input next = input.next();
    RowResult result = results.next();
    if (next == null || result == null) {
      return null;
    }
    Map<String, @Nullable Object> columns = new LinkedHashMap<>(next.row().columns());
    if (!keep.isEmpty()) {
      columns.keySet().retainAll(keep);
    }
    for (String name : made) {
      if (result.columns().containsKey(name)) {
        columns.put(name, result.columns().get(name));
      }
    }
    if (errors) {
      columns.put(Batch.ERROR, result.error());
    }
    return new Row(next.row().where(), columns);
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
