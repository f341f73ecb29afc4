import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Figures by model, test and engine, and the table of their medians. */
final class Table {
  /**
   * What a row is of.
   *
   * @param peak whether it holds the peak memory of the test's runs, in MiB, not the test's figures
   */
  private record Key(Path model, Measure test, boolean peak) {
    String label() {
      return peak ? "peak of " + test.name() : test.name();
    }

    String unit() {
      return peak ? "MiB" : test.kind().unit;
    }

    /** Bantam's figure over the peer's, turned so that more than 1 is better for Bantam. */
    double ratio(double bantam, double peer) {
      return peak || test.kind() == Measure.Kind.START ? peer / bantam : bantam / peer;
    }

    /** Rows whose ratios are summed up together. */
    String group() {
      return (peak ? "peak memory" : test.kind().name().toLowerCase(Locale.ROOT))
          + (test.parallel() > 1 ? " batched" : "")
          + (test.depth() > 0 ? " deep" : "")
          + (test.busy() ? " busy" : "");
    }
  }

  private record Cell(List<Double> figures, List<Double> loads) {}

  private final Map<Key, Map<String, Cell>> rows = new LinkedHashMap<>();

  /** Takes a run's figure; of starts, also the memory. */
  void add(Path model, Measure test, Engine engine, Engine.Result result, double load) {
    add(new Key(model, test, false), engine, result.figure(), load);
    if (test.kind() == Measure.Kind.START) {
      add(new Key(model, test, true), engine, result.child().peakBytes() / 1048576.0, load);
    }
  }

  private void add(Key row, Engine engine, double figure, double load) {
    Cell cell =
        rows.computeIfAbsent(row, key -> new LinkedHashMap<>())
            .computeIfAbsent(engine.name(), name -> new Cell(new ArrayList<>(), new ArrayList<>()));
    cell.figures.add(figure);
    cell.loads.add(load);
  }

  /** Facts of the machine, a row for each model and test, then the median ratio of each kind. */
  String markdown(List<Engine> engines, Map<String, Object> machine) {
    StringBuilder out = new StringBuilder();
    machine.forEach(
        (name, value) -> out.append("- ").append(name).append(": ").append(value).append('\n'));
    List<String> peers = engines.stream().skip(1).map(Engine::name).toList();
    out.append("\n| model | test | threads | unit | Bantam |");
    peers.forEach(peer -> out.append(' ').append(peer).append(" | ratio |"));
    out.append(" load |\n|---|---|---|---|---|").append("---|---|".repeat(peers.size()));
    out.append("---|\n");
    Map<String, Map<String, List<Double>>> ratios = new LinkedHashMap<>();
    rows.forEach(
        (key, cells) -> {
          out.append("| ").append(key.model.getFileName()).append(" | ").append(key.label());
          out.append(" | ").append(key.test.threads()).append(" | ").append(key.unit());
          Cell own = cells.get(engines.getFirst().name());
          out.append(" | ").append(own == null ? "" : number(median(own.figures))).append(" |");
          for (String peer : peers) {
            Cell other = cells.get(peer);
            if (own == null || other == null) {
              out.append(" | |");
              continue;
            }
            double ratio = key.ratio(median(own.figures), median(other.figures));
            out.append(' ').append(number(median(other.figures))).append(" | ");
            out.append(String.format(Locale.ROOT, "%.2f |", ratio));
            ratios
                .computeIfAbsent(peer, name -> new LinkedHashMap<>())
                .computeIfAbsent(key.group(), name -> new ArrayList<>())
                .add(ratio);
          }
          out.append(loads(cells)).append(" |\n");
        });
    appendSummary(out, ratios);
    return out.toString();
  }

  private static void appendSummary(
      StringBuilder out, Map<String, Map<String, List<Double>>> ratios) {
    out.append(
        "\n| against | tests | number | least ratio | median ratio |\n|---|---|---|---|---|\n");
    ratios.forEach(
        (peer, groups) ->
            groups.forEach(
                (group, all) ->
                    out.append(
                        String.format(
                            Locale.ROOT,
                            "| %s | %s | %d | %.2f | %.2f |%n",
                            peer,
                            group,
                            all.size(),
                            Collections.min(all),
                            median(all)))));
  }

  private static String loads(Map<String, Cell> cells) {
    List<Double> all = cells.values().stream().flatMap(cell -> cell.loads.stream()).toList();
    return String.format(Locale.ROOT, " %.1f..%.1f", Collections.min(all), Collections.max(all));
  }

  private static String number(double value) {
    int digits = value < 10 ? 2 : value < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
