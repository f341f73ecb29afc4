package dev.bantam.tasks.classify;

import dev.bantam.data.Row;
import dev.bantam.data.RowSource;
import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A text whose label is known. */
public record Labelled(String text, String label) {
  /**
   * Reads the rows of a file that have both.
   *
   * @param text column of texts
   * @param label column of labels
   * @throws MalformedFileException at a row without one, or if there are no rows
   */
  public static List<Labelled> read(Path file, String text, String label) throws IOException {
    List<Labelled> all = new ArrayList<>();
    try (RowSource rows = RowSource.open(file)) {
      for (Row row = rows.next(); row != null; row = rows.next()) {
        all.add(new Labelled(row.text(text), row.text(label)));
      }
    }
    if (all.isEmpty()) {
      throw new MalformedFileException(file, -1, "has no rows");
    }
    return all;
  }
}
