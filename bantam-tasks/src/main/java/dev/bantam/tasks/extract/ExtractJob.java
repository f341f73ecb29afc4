package dev.bantam.tasks.extract;

import dev.bantam.format.Json;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.contest.JobOptions;
import dev.bantam.tasks.contest.JobReply;
import dev.bantam.tasks.contest.TextJob;
import dev.bantam.tasks.prompt.PromptFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Records as they are measured. */
public final class ExtractJob {
  private ExtractJob() {}

  /** By the schema of the file {@code schema}, or that of a row. */
  public static TextJob open(TaskModel model, JobOptions options) throws IOException {
    PromptFile prompt = options.prompt(model, "extract");
    Path file = options.file("schema");
    RecordSchema schema = file == null ? null : RecordSchema.read(file);
    return input -> {
      RecordSchema own =
          input.get("schema") instanceof String json ? RecordSchema.of("schema", json) : schema;
      if (own == null) {
        throw new IllegalArgumentException("there is no schema: ?schema=FILE");
      }
      Work work = model.begin();
      Extracted extracted =
          new Extractor(model, own, prompt).extract(work, List.of(input.text())).getFirst();
      String text = extracted.record() == null ? "" : Json.write(extracted.record());
      return new JobReply(text, work.usage());
    };
  }
}
