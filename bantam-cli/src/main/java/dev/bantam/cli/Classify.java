package dev.bantam.cli;

import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.classify.Calibration;
import dev.bantam.tasks.classify.Classification;
import dev.bantam.tasks.classify.Classifier;
import dev.bantam.tasks.classify.ClassifyOptions;
import dev.bantam.tasks.classify.ClassifyRows;
import dev.bantam.tasks.classify.Labelled;
import dev.bantam.tasks.document.DocumentReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam classify}. */
@Command(
    name = "classify",
    description = {
      "Sort texts by labels, with the probability of each (docs/tasks/classify.md).",
      "",
      "  bantam classify --labels billing,access,defect \"I was charged twice.\"",
      "  bantam classify --labels spam,ham --data mails.csv --text body -o sorted.csv",
      ""
    },
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true)
final class Classify implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "TEXT|FILE",
      description = "Texts, or files of any kind.")
  private List<String> texts = List.of();

  @Option(
      names = {"-l", "--labels"},
      paramLabel = "LABEL",
      split = ",",
      description = "The labels, between commas; default: those of the examples.")
  private List<String> labels = List.of();

  @Option(
      names = "--ask",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What the labels are of, such as \"What is the ticket about?\"")
  private String instruction;

  @Option(
      names = "--examples",
      paramLabel = "FILE",
      description = "A few rows of texts and labels, which the model is shown.")
  private @Nullable Path examples;

  @Option(
      names = "--calibrate",
      paramLabel = "FILE",
      description = "Rows of texts and labels (best some hundreds) to fit the probabilities to.")
  private @Nullable Path calibrate;

  @Option(
      names = "--calibration",
      paramLabel = "FILE",
      description = "The calibration: written if --calibrate is there, else read.")
  private @Nullable Path calibration;

  @Option(names = "--uncalibrated", description = "Take the labels' likelihoods as they are.")
  private boolean uncalibrated;

  @Option(
      names = "--text",
      paramLabel = "COLUMN",
      defaultValue = "text",
      description = "Column of texts; default ${DEFAULT-VALUE}.")
  private String textColumn;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      defaultValue = "label",
      description = "Column of labels in examples; default ${DEFAULT-VALUE}.")
  private String labelColumn;

  @ArgGroup(validate = false, heading = BatchArguments.HEADING, order = 10)
  private BatchArguments batch = new BatchArguments();

  @Mixin private JobArguments job = new JobArguments();

  @Override
  public Integer call() throws Exception {
    if (texts.isEmpty() && !batch.areGiven() && calibrate == null) {
      throw new Failures.UsageException("classify what? Name texts or files, or rows by --data");
    }
    List<Labelled> shown = labelled(examples);
    List<Labelled> known = labelled(calibrate);
    ClassifyOptions options = new ClassifyOptions(labels(shown, known), instruction, shown);
    try (TaskModel model = job.open()) {
      Classifier plain = new Classifier(model, options, job.prompt(model, "classify"));
      Calibration given = calibration(model, plain, options, known);
      Classifier classifier = given == null ? plain : plain.with(given);
      if (batch.areGiven()) {
        ClassifyRows rows =
            given == null
                ? ClassifyRows.adapted(model.begin(), plain, textColumn, batch.data())
                : new ClassifyRows(classifier, textColumn);
        return batch.run(model, rows, job.json());
      }
      return texts.isEmpty() ? 0 : each(classifier);
    }
  }

  private List<Labelled> labelled(@Nullable Path file) throws IOException {
    return file == null ? List.of() : Labelled.read(file, textColumn, labelColumn);
  }

  private List<String> labels(List<Labelled> shown, List<Labelled> known) {
    List<Labelled> from = shown.isEmpty() ? known : shown;
    return labels.isEmpty()
        ? from.stream().map(Labelled::label).distinct().sorted().toList()
        : labels;
  }

  /** The calibration that was asked for; null if none was. */
  private @Nullable Calibration calibration(
      TaskModel model, Classifier plain, ClassifyOptions options, List<Labelled> known)
      throws IOException {
    if (!known.isEmpty()) {
      Calibration fitted = plain.fit(model.begin(), known);
      if (calibration != null) {
        fitted.write(calibration);
      }
      System.err.printf(
          Locale.ROOT,
          "Calibrated by %d rows: temperature %.2f%n",
          known.size(),
          1 / fitted.scale());
      return fitted;
    }
    if (calibration != null) {
      return Calibration.read(calibration, options.labels());
    }
    return uncalibrated ? Calibration.none(options.labels()) : null;
  }

  private int each(Classifier classifier) {
    List<Map<String, Object>> json = new ArrayList<>();
    List<List<String>> table = new ArrayList<>();
    List<Exception> failures = new ArrayList<>();
    for (String text : texts) {
      try {
        Result<Classification> result = classifier.classify(read(text));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("input", text);
        fields.putAll(result.fields());
        json.add(fields);
        table.add(row(text, result.value()));
      } catch (IOException | IllegalArgumentException e) {
        failures.add(e);
        System.err.println("bantam: " + Failures.message(e));
      }
    }
    if (job.json()) {
      Output.json(texts.size() == 1 && !json.isEmpty() ? json.getFirst() : json);
    } else {
      Output.table(table);
    }
    return Failures.status(failures);
  }

  private static List<String> row(String text, Classification found) {
    String shown = text.lines().findFirst().orElse("");
    return List.of(
        found.label(),
        String.format(Locale.ROOT, "%.2f", found.probability()),
        shown.length() > 80 ? shown.substring(0, 80) + "..." : shown);
  }

  /** The text of a file of that name, or the text itself. */
  private static String read(String text) throws IOException {
    try {
      Path file = Path.of(text);
      return Files.isRegularFile(file) ? DocumentReader.read(file).text() : text;
    } catch (InvalidPathException e) {
      return text;
    }
  }
}
