package dev.bantam.cli;

import dev.bantam.hub.Catalogue;
import dev.bantam.hub.Hub;
import dev.bantam.hub.Manifest;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bantam list}. */
@Command(
    name = "list",
    aliases = "ls",
    description = "List the models on this machine, or those that can be pulled by name.",
    mixinStandardHelpOptions = true)
final class ListModels implements Callable<Integer> {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  @Option(names = "--available", description = "The catalogue of names that can be pulled.")
  private boolean available;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    List<Map<String, Object>> models = available ? catalogue() : here();
    if (json) {
      Output.json(models);
      return 0;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        available
            ? List.of("NAME", "PARAMETERS", "CONTEXT", "LICENCE", "DESCRIPTION")
            : List.of("NAME", "SIZE", "ADDED", "LICENCE", "SOURCE"));
    for (Map<String, Object> model : models) {
      rows.add(model.values().stream().limit(5).map(String::valueOf).toList());
    }
    Output.table(rows);
    if (models.isEmpty()) {
      System.err.println(
          "No models yet: 'bantam run' fetches one, 'bantam list --available' shows names.");
    }
    return 0;
  }

  private List<Map<String, Object>> here() throws Exception {
    List<Map<String, Object>> models = new ArrayList<>();
    for (Manifest manifest : Hub.current().home().list()) {
      Map<String, Object> model = new LinkedHashMap<>();
      model.put("name", manifest.name());
      model.put("size", json ? manifest.bytes() : Output.bytes(manifest.bytes()));
      model.put(
          "added",
          json
              ? manifest.added().toString()
              : TIME.format(manifest.added().atZone(ZoneId.systemDefault())));
      model.put("licence", manifest.licence() == null ? "unknown" : manifest.licence());
      model.put("source", manifest.source());
      if (json) {
        model.put("digest", manifest.files().getFirst().digest().toString());
      }
      models.add(model);
    }
    return models;
  }

  private static List<Map<String, Object>> catalogue() {
    List<Map<String, Object>> models = new ArrayList<>();
    for (Catalogue.Entry entry : Hub.current().catalogue().models()) {
      Map<String, Object> model = new LinkedHashMap<>();
      model.put("name", entry.name());
      model.put("parameters", entry.parameters());
      model.put("context", entry.context());
      model.put("licence", entry.licence());
      model.put("description", entry.description());
      models.add(model);
    }
    return models;
  }
}
