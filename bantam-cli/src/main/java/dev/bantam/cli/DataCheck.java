package dev.bantam.cli;

import dev.bantam.format.ModelFile;
import dev.bantam.generate.PromptEncoder;
import dev.bantam.model.Models;
import dev.bantam.tokenizer.Tokenizer;
import dev.bantam.train.data.DataFolder;
import dev.bantam.train.data.DataSet;
import dev.bantam.train.data.Duplicates;
import dev.bantam.train.data.Encoded;
import dev.bantam.train.data.EncodedSet;
import dev.bantam.train.data.Findings;
import dev.bantam.train.data.Loader;
import dev.bantam.train.data.Mapping;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam data check}. */
@Command(
    name = "check",
    description =
        "Show what training on a data set would feed a model: format, counts, lengths, duplicates,"
            + " and an example with what is trained marked.",
    mixinStandardHelpOptions = true)
final class DataCheck implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      description =
          "A .jsonl, .json, .csv, .tsv, .parquet, .txt or .md file, a folder of such files, or a"
              + " folder with train, valid and test files.")
  private Path path;

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "MODEL",
      description = ModelArgument.HELP)
  private String model;

  @Option(names = "--val", paramLabel = "FILE", description = "Validation data, to find overlaps.")
  private @Nullable Path validation;

  @Option(
      names = "--map",
      paramLabel = "KEY=TEMPLATE",
      description =
          "Make a column of others: --map prompt_template='Summarise: {article}'"
              + " --map completion='{summary}'.")
  private Map<String, String> mapping = Map.of();

  @Option(
      names = "--sequence-len",
      paramLabel = "N",
      defaultValue = "1024",
      description = "Longest sequence in tokens; default ${DEFAULT-VALUE}.")
  private int sequenceLength;

  @Option(
      names = "--show",
      paramLabel = "N",
      defaultValue = "1",
      description = "Which example is shown; 0 for none; default ${DEFAULT-VALUE}.")
  private int shown;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Mapping columns = Mapping.of(mapping);
    DataFolder folder = DataFolder.open(path, columns);
    DataSet data = folder.train();
    DataSet held =
        validation == null ? folder.validation() : DataFolder.open(validation, columns).train();
    try (ModelFile file = Models.open(ModelArgument.quietly(model).path())) {
      Tokenizer tokenizer = Tokenizer.of(file);
      PromptEncoder prompts = new PromptEncoder(file, tokenizer);
      LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
      Loader loader = new Loader(tokenizer, prompts, sequenceLength, now);
      EncodedSet<Encoded> set = loader.anySequences(data);
      Map<String, Object> facts = facts(data, held, set.findings());
      facts.put("template", prompts.template() != null);
      if (json) {
        Output.json(facts);
      } else {
        print(facts, set, tokenizer);
      }
      set.usable();
    }
    return 0;
  }

  private static Map<String, Object> facts(DataSet data, @Nullable DataSet held, Findings findings)
      throws IOException {
    Duplicates duplicates = Duplicates.in(data);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("data", data.name());
    facts.put("bytes", data.bytes());
    facts.put("sha256", data.sha256());
    facts.put("format", data.format());
    facts.put("rows", findings.rows());
    facts.put("sequences", findings.examples());
    facts.put("tokens", findings.tokens());
    facts.put("trained_tokens", findings.trained());
    facts.put("duplicates", duplicates.exact());
    facts.put("near_duplicates", duplicates.normalised());
    if (held != null) {
      Duplicates overlap = Duplicates.in(held, duplicates);
      facts.put("validation", held.name());
      facts.put("validation_rows", overlap.rows());
      facts.put("overlap", overlap.inOther());
    }
    Map<String, Integer> quantiles = new LinkedHashMap<>();
    for (int percent : new int[] {0, 50, 90, 99, 100}) {
      quantiles.put("p" + percent, findings.quantile(percent / 100.0));
    }
    facts.put("lengths", quantiles);
    facts.put("left_out", leftOut(findings));
    facts.put("warnings", findings.warnings());
    return facts;
  }

  private static Map<String, Integer> leftOut(Findings findings) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    findings
        .leftOut()
        .forEach(
            (problem, out) -> counts.put(problem.name().toLowerCase(Locale.ROOT), out.count()));
    return counts;
  }

  private void print(Map<String, Object> facts, EncodedSet<Encoded> set, Tokenizer tokenizer) {
    Findings findings = set.findings();
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "data",
            "%s, %s".formatted(facts.get("data"), Output.bytes((Long) facts.get("bytes")))));
    rows.add(List.of("sha256", String.valueOf(facts.get("sha256"))));
    rows.add(List.of("format", String.valueOf(facts.get("format"))));
    rows.add(
        List.of(
            "rows",
            findings.rows() == findings.examples()
                ? "%,d".formatted(findings.rows())
                : "%,d, of which %,d sequences are made"
                    .formatted(findings.rows(), findings.examples())));
    rows.add(
        List.of(
            "tokens",
            "%,d, of which %,d (%s) are trained"
                .formatted(
                    findings.tokens(),
                    findings.trained(),
                    percent(findings.trained(), findings.tokens()))));
    rows.add(
        List.of(
            "duplicates",
            "%,d exact, %,d alike but for case, spaces and punctuation"
                .formatted(
                    (Integer) facts.get("duplicates"), (Integer) facts.get("near_duplicates"))));
    if (facts.get("overlap") instanceof Integer overlap) {
      int all = (Integer) facts.get("validation_rows");
      rows.add(
          List.of(
              "validation",
              "%s: %,d of %,d rows (%s) are in the training data too"
                  .formatted(facts.get("validation"), overlap, all, percent(overlap, all))));
    }
    Output.table(rows);
    DataPicture.histogram(findings, sequenceLength).forEach(System.out::println);
    if (shown > 0 && shown <= set.examples().size()) {
      DataPicture.example(shown, set.examples().get(shown - 1), tokenizer)
          .forEach(System.out::println);
    }
    for (String warning : findings.warnings()) {
      System.out.println("\nwarning: " + warning);
    }
  }

  private static String percent(long part, long all) {
    return String.format(Locale.ROOT, "%.1f %%", all == 0 ? 0 : 100.0 * part / all);
  }
}
