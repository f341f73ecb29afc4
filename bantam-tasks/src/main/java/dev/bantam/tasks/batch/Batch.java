package dev.bantam.tasks.batch;

import dev.bantam.data.Row;
import dev.bantam.data.TableFile;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Sha256;
import dev.bantam.generate.ContextOverflowException;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.batch.InputRows.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A job over the rows of a file, whose results become columns of another.
 *
 * <p>What is done is kept in a journal beside the output ({@code OUT.part}), chunk by chunk: a
 * batch that was stopped, or killed, goes on where it was when it is run again, and its output is
 * the same as without the stop. The output appears when all rows are done, at once. A row that
 * fails is written with its error; the rest are done.
 */
public final class Batch {
  /** The column of errors; there is none if no row has failed. */
  public static final String ERROR = "error";

  private final TaskModel model;
  private final RowJob job;
  private final BatchOptions options;

  public Batch(TaskModel model, RowJob job, BatchOptions options) {
    this.model = model;
    this.job = job;
    this.options = options;
  }

  /**
   * Does the job, or what is left of it.
   *
   * @param input of rows: JSONL, JSON, CSV, TSV, Parquet or text
   * @param output JSONL, CSV, TSV or Parquet, by its ending
   * @throws IllegalArgumentException if the output is of no such kind, a kept column is not there,
   *     a column has the name of a new one, or an earlier run of this output was of another batch
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public BatchReport run(Path input, Path output) throws IOException {
    TableFile.check(output);
    if (Files.exists(output) && Files.isSameFile(input, output)) {
      throw new IllegalArgumentException("%s is input and output".formatted(input));
    }
    long total = count(input);
    try (BatchJournal journal =
        BatchJournal.open(BatchJournal.of(output), header(input), options.restart())) {
      long resumed = journal.rows();
      try (InputRows rows = InputRows.open(input)) {
        recall(rows, journal);
        options.progress().rows(resumed, total, journal.failed());
        work(rows, journal, total);
      }
      boolean failures = journal.failed() > 0;
      TableFile.write(
          output, () -> new OutputRows(input, journal, options.keep(), job.columns(), failures));
      journal.remove();
      return new BatchReport(
          output, total, resumed, journal.failed(), journal.errors(), journal.usage());
    }
  }

  /** Goes past the rows that an earlier run has done. */
  private void recall(InputRows rows, BatchJournal journal) throws IOException {
    BatchJournal.Results results = journal.results();
    for (long row = 0; row < journal.rows(); row++) {
      Input input = rows.next();
      RowResult result = results.next();
      if (input != null && result != null) {
        job.recall(input.row(), result);
      }
    }
  }

  private Map<String, Object> header(Path input) throws IOException {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("batch", 1);
    header.put("input", Sha256.of(input));
    header.put("model", model.digest());
    header.putAll(job.settings());
    return header;
  }

  /** How many rows there are; and that their columns fit what is wanted. */
  private long count(Path input) throws IOException {
    Set<String> columns = new LinkedHashSet<>();
    long count = 0;
    try (InputRows rows = InputRows.open(input)) {
      for (Input next = rows.next(); next != null; next = rows.next()) {
        columns.addAll(next.row().columns().keySet());
        count++;
      }
    }
    for (String kept : options.keep()) {
      if (!columns.contains(kept)) {
        throw new IllegalArgumentException(
            "%s has no column '%s' to keep; its columns are %s"
                .formatted(input, kept, String.join(", ", columns)));
      }
    }
    List<String> all = new ArrayList<>(job.columns());
    all.add(ERROR);
    for (String made : all) {
      if (options.keep().isEmpty() ? columns.contains(made) : options.keep().contains(made)) {
        throw new IllegalArgumentException(
            "%s has a column '%s' already: name the columns to keep (--keep), without it"
                .formatted(input, made));
      }
    }
    return count;
  }

  private void work(InputRows rows, BatchJournal journal, long total) throws IOException {
    for (List<Input> chunk = rows.next(options.chunk());
        !chunk.isEmpty();
        chunk = rows.next(options.chunk())) {
      Work work = model.begin(options.cancelled());
      List<RowResult> results = results(work, chunk);
      journal.add(results, work.usage());
      options.progress().rows(journal.rows(), total, journal.failed());
    }
  }

  private List<RowResult> results(Work work, List<Input> chunk) throws IOException {
    List<Row> readable =
        chunk.stream().filter(input -> input.error() == null).map(Input::row).toList();
    List<RowResult> made = readable.isEmpty() ? List.of() : together(work, readable);
    List<RowResult> results = new ArrayList<>();
    int next = 0;
    for (Input input : chunk) {
      results.add(input.error() == null ? made.get(next++) : RowResult.failed(input.error()));
    }
    return results;
  }

  private List<RowResult> together(Work work, List<Row> rows) throws IOException {
    try {
      List<RowResult> results = job.run(work, rows);
      if (results.size() != rows.size()) {
        throw new IllegalStateException(
            "%d results of %d rows".formatted(results.size(), rows.size()));
      }
      return results;
    } catch (MalformedFileException | IllegalArgumentException | ContextOverflowException e) {
      if (rows.size() == 1) {
        return List.of(RowResult.failed(String.valueOf(e.getMessage())));
      }
      List<RowResult> results = new ArrayList<>();
      for (Row row : rows) {
        results.addAll(together(work, List.of(row)));
      }
      return results;
    }
  }
}
