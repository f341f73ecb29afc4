package dev.bantam.tasks.batch;

import dev.bantam.data.Row;
import dev.bantam.data.RowSource;
import dev.bantam.format.MalformedFileException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a batch's input; one that cannot be read does not end it. */
final class InputRows implements Closeable {
  /**
   * A row.
   *
   * @param row without columns if it could not be read
   * @param error why; null if it could
   */
  record Input(Row row, @Nullable String error) {}

  private final RowSource rows;
  private String lastError = "";

  private InputRows(RowSource rows) {
    this.rows = rows;
  }

  static InputRows open(Path file) throws IOException {
    return new InputRows(RowSource.open(file));
  }

  /**
   * The next row; null at the end.
   *
   * @throws MalformedFileException if it fails where it failed before: nothing comes after that
   */
  @Nullable Input next() throws IOException {
    try {
      Row row = rows.next();
      return row == null ? null : new Input(row, null);
    } catch (MalformedFileException e) {
      String error = String.valueOf(e.getMessage());
      if (error.equals(lastError)) {
        throw e;
      }
      lastError = error;
      return new Input(new Row(error, Map.of()), error);
    }
  }

  /** The next rows, at most {@code count}; none at the end. */
  List<Input> next(int count) throws IOException {
    List<Input> all = new ArrayList<>();
    while (all.size() < count) {
      Input next = next();
      if (next == null) {
        break;
      }
      all.add(next);
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
