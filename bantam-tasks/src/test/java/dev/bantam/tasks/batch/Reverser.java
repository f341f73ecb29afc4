package dev.bantam.tasks.batch;

import dev.bantam.data.Row;
import dev.bantam.format.MalformedFileException;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A job that reverses texts, slowly if it is asked to; a row without text fails. */
final class Reverser implements RowJob {
  static final Path MODEL =
      Path.of("../bantam-core/src/test/resources/goldens/arch/llama-tied/model.gguf");
  static final int CHUNK = 16;

  private final long pause;

  Reverser(long pause) {
    this.pause = pause;
  }

  /** Runs the batch: input, output, milliseconds for each chunk. */
  public static void main(String[] args) throws IOException {
    try (TaskModel model = TaskModel.open(MODEL)) {
      BatchOptions options = BatchOptions.DEFAULT.withChunk(CHUNK);
      new Batch(model, new Reverser(Long.parseLong(args[2])), options)
          .run(Path.of(args[0]), Path.of(args[1]));
    }
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("job", "reverse");
  }

  @Override
  public List<String> columns() {
    return List.of("reversed", "length");
  }

  @Override
  public List<RowResult> run(Work work, List<Row> rows) throws MalformedFileException {
    List<RowResult> results = new ArrayList<>();
    for (Row row : rows) {
      String text = row.text("text");
      results.add(
          RowResult.of(
              Map.of("reversed", new StringBuilder(text).reverse().toString(), "length", 1)));
    }
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return results;
  }
}
