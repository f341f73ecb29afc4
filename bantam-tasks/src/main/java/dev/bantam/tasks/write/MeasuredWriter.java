package dev.bantam.tasks.write;

import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.contest.JobOptions;
import dev.bantam.tasks.contest.JobReply;
import dev.bantam.tasks.contest.TextJob;
import dev.bantam.tasks.prompt.PromptFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writing as it is measured: inputs are facts, {@code column: value} a line; a text that did not
 * pass is none. Options: {@code template} (a file) and {@code tries}.
 */
public final class MeasuredWriter {
  private MeasuredWriter() {}

  /** Makes it. */
  public static TextJob open(TaskModel model, JobOptions options) throws IOException {
    String name = options.required("template");
    Path template = options.file("template");
    WriteTemplate read = WriteTemplate.read(template == null ? Path.of(name) : template);
    int tries = options.integer("tries", Copywriter.TRIES, 1, 100);
    PromptFile prompt = options.prompt(model, "write");
    return input -> {
      Copywriter writer = new Copywriter(model, prompt, read, tries);
      Result<Written> result = writer.write(row(input.text()));
      return JobReply.of(result, result.value().ok() ? result.value().text() : "");
    };
  }

  private static Map<String, String> row(String facts) {
    Map<String, String> row = new LinkedHashMap<>();
    for (String line : facts.lines().toList()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        row.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    return row;
  }
}
