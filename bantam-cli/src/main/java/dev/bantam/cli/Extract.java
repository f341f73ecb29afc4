package dev.bantam.cli;

import dev.bantam.format.Json;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.extract.ExtractRows;
import dev.bantam.tasks.extract.Extracted;
import dev.bantam.tasks.extract.Extraction;
import dev.bantam.tasks.extract.Extractor;
import dev.bantam.tasks.extract.RecordSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam extract}. */
@Command(
    name = "extract",
    description = {
      "Write what texts say as records of a JSON schema (docs/tasks/extract.md).",
      "",
      "  bantam extract --schema order.schema.json mail.eml",
      "  bantam extract --schema order.schema.json --data mails.jsonl -o orders.csv",
      ""
    },
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true)
final class Extract implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "Documents or folders of them; standard input if there are none.")
  private List<Path> files = List.of();

  @Option(
      names = {"-s", "--schema"},
      paramLabel = "FILE",
      required = true,
      description = "JSON schema (draft 7 or 2020-12) of an object.")
  private Path schema;

  @Option(
      names = "--text",
      paramLabel = "COLUMN",
      defaultValue = "text",
      description = "Column of texts; default ${DEFAULT-VALUE}.")
  private String textColumn;

  @ArgGroup(validate = false, heading = BatchArguments.HEADING, order = 10)
  private BatchArguments batch = new BatchArguments();

  @Mixin private JobArguments job = new JobArguments();

  @Override
  public Integer call() throws Exception {
    RecordSchema records = RecordSchema.read(schema);
    try (TaskModel model = job.open()) {
      Extractor extractor = new Extractor(model, records, job.prompt(model, "extract"));
      if (batch.areGiven()) {
        return batch.run(model, new ExtractRows(extractor, textColumn), job.json());
      }
      List<Map<String, Object>> all = new ArrayList<>();
      int status =
          new DocumentFiles(files)
              .eachDocument(
                  document -> {
                    Result<Extraction> result = extractor.extract(document);
                    if (job.json()) {
                      Map<String, Object> fields = new LinkedHashMap<>();
                      fields.put("document", document.name());
                      fields.putAll(result.fields());
                      all.add(fields);
                    } else {
                      job.print(result, lines(result.value()));
                    }
                  });
      if (job.json()) {
        Output.json(all.size() == 1 ? all.getFirst() : all);
      }
      return status;
    }
  }

  /** Each record on a line, and on standard error what is wrong with it. */
  private static String lines(Extraction extraction) {
    List<String> lines = new ArrayList<>();
    int number = 0;
    for (Extracted extracted : extraction.records()) {
      number++;
      if (extracted.record() == null) {
        System.err.println("bantam: passage " + number + ": " + extracted.error());
        continue;
      }
      lines.add(Json.write(extracted.record()));
      if (!extracted.unsupported().isEmpty()) {
        System.err.printf(
            "bantam: passage %d: not in the text: %s%n",
            number, String.join(", ", extracted.unsupported()));
      }
    }
    return String.join("\n", lines);
  }
}
