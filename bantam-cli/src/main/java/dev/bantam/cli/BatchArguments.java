package dev.bantam.cli;

import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.batch.Batch;
import dev.bantam.tasks.batch.BatchOptions;
import dev.bantam.tasks.batch.BatchReport;
import dev.bantam.tasks.batch.RowJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A job over the rows of a file: what every job that can be one has. */
final class BatchArguments {
  static final String HEADING = "%nOver the rows of a file (docs/tasks/batch.md):%n";

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "Rows: JSONL, JSON, CSV, TSV, Parquet, or text.")
  private @Nullable Path data;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = {
        "The rows with their results: .jsonl, .csv, .tsv or .parquet.",
        "What is done is kept in FILE.part: the same command goes on where it was stopped."
      })
  private @Nullable Path out;

  @Option(
      names = "--keep",
      paramLabel = "COLUMN",
      split = ",",
      description = "Columns of the rows to write, between commas; default: all.")
  private List<String> keep = List.of();

  @Option(
      names = "--chunk",
      paramLabel = "N",
      defaultValue = "32",
      description = "Rows worked on together; default ${DEFAULT-VALUE}.")
  private int chunk;

  @Option(names = "--restart", description = "Throw away what an earlier run has done.")
  private boolean restart;

  /** Whether there are rows to work on. */
  boolean areGiven() {
    return data != null;
  }

  /** The file of rows. */
  Path data() {
    return Objects.requireNonNull(data);
  }

  /**
   * Does the job over the rows.
   *
   * @return the exit status: 65 if rows have failed, which are told of
   */
  int run(TaskModel model, RowJob job, boolean json) throws IOException {
    if (data == null || out == null) {
      throw new Failures.UsageException("where should the rows be written? -o FILE");
    }
    BatchReport report;
    try (ProgressBar bar = new ProgressBar()) {
      BatchOptions options =
          BatchOptions.DEFAULT
              .withChunk(chunk)
              .withKeep(keep)
              .withRestart(restart)
              .withProgress((done, total, failed) -> bar.items(done, total, state(failed)));
      report = new Batch(model, job, options).run(data, out);
    }
    report.errors().forEach(error -> System.err.println("bantam: " + error));
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>(report.fields());
      fields.put("model", model.name());
      fields.put("settings", job.settings());
      fields.put("usage", report.usage().fields());
      Output.json(fields);
    } else {
      System.err.println(summary(report));
    }
    return report.failed() > 0 ? Failures.MALFORMED : 0;
  }

  private static String state(long failed) {
    return failed == 0 ? "rows" : "rows, %d failed".formatted(failed);
  }

  private static String summary(BatchReport report) {
    return String.format(
        Locale.ROOT,
        "%s: %d rows%s%s, %.1f s, %.3g Wh",
        report.output(),
        report.rows(),
        report.resumed() == 0 ? "" : " (%d of an earlier run)".formatted(report.resumed()),
        report.failed() == 0 ? "" : ", %d failed".formatted(report.failed()),
        report.usage().seconds(),
        report.usage().wattHours());
  }
}
