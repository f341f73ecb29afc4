package dev.bantam.cli;

import dev.bantam.format.Lineage;
import dev.bantam.format.ModelFile;
import dev.bantam.hub.LocalModel;
import dev.bantam.hub.Variant;
import dev.bantam.model.Models;
import dev.bantam.model.adapter.GgufAdapter;
import dev.bantam.model.adapter.PeftFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam lineage}. */
@Command(
    name = "lineage",
    description = "Show how a model came to be: base, stages, data, settings, results, licences.",
    mixinStandardHelpOptions = true)
final class LineageVerb implements Callable<Integer> {
  @Parameters(
      paramLabel = "MODEL",
      description = {ModelArgument.HELP, "Or the path of an adapter."})
  private String name;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Map<String, Object> facts = isAdapter(Path.of(name)) ? ofAdapter() : ofModel();
    if (json) {
      Output.json(facts);
    } else {
      print(facts);
    }
    return 0;
  }

  private static boolean isAdapter(Path path) throws IOException {
    if (Files.isDirectory(path) || !path.toString().endsWith(".gguf") || !Files.exists(path)) {
      return Files.exists(path.resolve(PeftFolder.CONFIG));
    }
    try (ModelFile file = Models.open(path)) {
      return GgufAdapter.isAdapter(file);
    }
  }

  private Map<String, Object> ofAdapter() throws IOException {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", name);
    facts.putAll(Lineage.of(Path.of(name)).toJson());
    return facts;
  }

  private Map<String, Object> ofModel() throws IOException {
    LocalModel model = ModelArgument.quietly(name);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", model.name());
    Variant variant = model.variant();
    try (ModelFile file = Models.open(model.path())) {
      facts.put("base", variant == null ? model.name() : variant.from());
      facts.put("source", model.source());
      facts.put("licences", licences(model, file));
      facts.put("adapters", variant == null ? 0 : variant.adapters().size());
      facts.putAll(lineage(model, file).toJson());
    }
    return facts;
  }

  /** A variant's own lineage, else that of the file. */
  static Lineage lineage(LocalModel model, ModelFile file) throws IOException {
    Variant variant = model.variant();
    return variant == null ? Lineage.of(file) : variant.lineageOf();
  }

  private static List<String> licences(LocalModel model, ModelFile file) throws IOException {
    List<String> licences = new ArrayList<>();
    @Nullable String known = model.licence();
    licences.add(known == null ? file.metadata().string("general.license", "unknown") : known);
    Variant variant = model.variant();
    if (variant != null) {
      variant.licences().forEach(text -> licences.add(firstLine(text)));
    }
    return licences;
  }

  private static String firstLine(String text) {
    return text.strip().lines().findFirst().orElse("");
  }

  private static void print(Map<String, Object> facts) {
    List<List<String>> rows = new ArrayList<>();
    facts.forEach(
        (key, value) -> {
          if (!key.equals("stages")) {
            rows.add(List.of(key, value instanceof List<?> l ? join(l) : String.valueOf(value)));
          }
        });
    Output.table(rows);
    int number = 0;
    for (Object stage : (List<?>) facts.get("stages")) {
      print(++number, (Map<?, ?>) stage);
    }
    if (number == 0) {
      System.out.println("No training is recorded.");
    }
  }

  private static void print(int number, Map<?, ?> stage) {
    Map<?, ?> base = (Map<?, ?>) stage.get("base");
    System.out.printf(
        "%n%d. %s, %s, %s%n", number, stage.get("method"), stage.get("date"), stage.get("bantam"));
    System.out.printf("   from      %s (%s)%n", base.get("name"), base.get("digest"));
    if (base.containsKey("licence")) {
      System.out.printf("   licence   %s%n", base.get("licence"));
    }
    for (Object each : (List<?>) stage.get("data")) {
      Map<?, ?> data = (Map<?, ?>) each;
      System.out.printf(
          "   data      %s, %s, %s rows (%s)%n",
          data.get("file"), data.get("format"), data.get("rows"), data.get("sha256"));
    }
    print("settings", (Map<?, ?>) stage.get("settings"));
    print("results", (Map<?, ?>) stage.get("results"));
  }

  private static void print(String label, Map<?, ?> values) {
    List<String> pairs = new ArrayList<>();
    values.forEach((key, value) -> pairs.add(key + "=" + value));
    if (!pairs.isEmpty()) {
      System.out.printf("   %-9s %s%n", label, String.join(" ", pairs));
    }
  }

  private static String join(List<?> list) {
    return String.join(", ", list.stream().map(String::valueOf).toList());
  }
}
