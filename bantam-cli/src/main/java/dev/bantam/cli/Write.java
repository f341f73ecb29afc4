package dev.bantam.cli;

import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.write.Copywriter;
import dev.bantam.tasks.write.WriteJob;
import dev.bantam.tasks.write.WriteTemplate;
import dev.bantam.tasks.write.Written;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam write}. */
@Command(
    name = "write",
    description = {
      "Write a text for each row of a table, checked against it (docs/tasks/write.md).",
      "",
      "  bantam write --template product.yaml name=Fjord price=\"49 EUR\"",
      "  bantam write --template product.yaml --data rows.csv -o texts.csv",
      ""
    },
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true)
final class Write implements Callable<Integer> {
  @Option(
      names = "--template",
      paramLabel = "FILE",
      required = true,
      description = "What to write, and what it must and must not say (YAML).")
  private Path template;

  @Parameters(
      arity = "0..*",
      paramLabel = "COLUMN=VALUE",
      description = "One row, to try a template out.")
  private Map<String, String> row = new LinkedHashMap<>();

  @Option(
      names = "--tries",
      paramLabel = "N",
      description = "Texts written for a row until one passes; default ${DEFAULT-VALUE}.")
  private int tries = Copywriter.TRIES;

  @ArgGroup(validate = false, heading = BatchArguments.HEADING, order = 10)
  private BatchArguments batch = new BatchArguments();

  @Mixin private JobArguments job = new JobArguments();

  @Override
  public Integer call() throws Exception {
    if (row.isEmpty() && !batch.areGiven()) {
      throw new Failures.UsageException(
          "write for which rows? --data FILE, or one as COLUMN=VALUE ...");
    }
    WriteTemplate read = WriteTemplate.read(template);
    try (TaskModel model = job.open()) {
      Copywriter writer = new Copywriter(model, job.prompt(model, "write"), read, tries);
      return batch.areGiven() ? all(model, new WriteJob(writer)) : one(writer.write(row));
    }
  }

  private int all(TaskModel model, WriteJob rows) throws Exception {
    int status = batch.run(model, rows, job.json());
    if (rows.marked() > 0) {
      System.err.printf(
          "%d rows have no text that passed: ok is false, with the reasons%n", rows.marked());
    }
    return status;
  }

  private int one(Result<Written> result) {
    Written written = result.value();
    job.print(result, written.ok() ? written.text() : "");
    if (!written.ok()) {
      System.err.println("bantam: no text passed the checks; the last draft:");
      System.err.println(written.text().indent(2).stripTrailing());
      written.reasons().forEach(reason -> System.err.println("  - " + reason));
    }
    return written.ok() ? 0 : Failures.MALFORMED;
  }
}
