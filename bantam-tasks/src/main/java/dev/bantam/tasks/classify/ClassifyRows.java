package dev.bantam.tasks.classify;

import dev.bantam.data.Row;
import dev.bantam.data.RowSource;
import dev.bantam.format.MalformedFileException;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.batch.RowJob;
import dev.bantam.tasks.batch.RowResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Labels the texts of a column: new columns are {@code label}, {@code probability} (of that label)
 * and {@code probabilities} (of all).
 *
 * @param column of texts
 */
public record ClassifyRows(Classifier classifier, String column) implements RowJob {
  /** Rows whose texts a classifier is adapted to. */
  private static final int SAMPLE = 64;

  /**
   * With the classifier adapted to the first texts of a file ({@link Classifier#adapt}), if there
   * are any.
   */
  public static ClassifyRows adapted(Work work, Classifier classifier, String column, Path file)
      throws IOException {
    List<String> texts = new ArrayList<>();
    try (RowSource rows = RowSource.open(file)) {
      Row row = rows.next();
      for (int i = 0; i < SAMPLE && row != null; i++) {
        if (row.has(column)) {
          texts.add(row.text(column));
        }
        row = rows.next();
      }
    } catch (MalformedFileException e) {
      // The batch tells of it; what was read before suffices.
    }
    return new ClassifyRows(
        texts.isEmpty() ? classifier : classifier.with(classifier.adapt(work, texts)), column);
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>(classifier.settings());
    settings.put("text", column);
    return settings;
  }

  @Override
  public List<String> columns() {
    return List.of("label", "probability", "probabilities");
  }

  @Override
  public List<RowResult> run(Work work, List<Row> rows) throws MalformedFileException {
    List<String> texts = new ArrayList<>();
    for (Row row : rows) {
      texts.add(row.text(column));
    }
    return classifier.classify(work, texts).stream().map(ClassifyRows::result).toList();
  }

  private static RowResult result(Classification found) {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("label", found.label());
    columns.put("probability", found.probability());
    columns.put("probabilities", found.probabilities());
    return RowResult.of(columns);
  }
}
