import dev.bantam.format.Json;
import dev.bantam.model.QuantMix;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs Bantam and other engines in turn on the same model files, and prints medians and ratios; or
 * makes a model of random weights to run. {@code bench/README.md} lists the options.
 */
final class Compare {
  private Compare() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 4 && args[0].equals("--make")) {
      make(RandomModel.Shape.named(args[1]), args[2], Path.of(args[3]));
      return;
    }
    Options options = Options.parse(args);
    Table table = new Table();
    List<Map<String, Object>> log = new ArrayList<>();
    for (Path model : options.models) {
      for (Measure test : options.tests) {
        for (int round = 1; round <= options.rounds; round++) {
          for (Engine engine : options.engines) {
            if (engine.can(test, model)) {
              System.err.printf("%s, %s, round %d: %s%n", model, test.name(), round, engine.name());
              log.add(run(engine, model, test, options.repetitions, table));
            }
          }
        }
      }
    }
    Map<String, Object> machine = machine(options);
    System.out.print(table.markdown(options.engines, machine));
    if (options.json != null) {
      Files.writeString(options.json, Json.write(Map.of("machine", machine, "runs", log)));
    }
  }

  private static void make(RandomModel.Shape shape, String type, Path target) throws IOException {
    if (type.equals("HF")) {
      RandomFolder.write(shape, target);
      return;
    }
    try (RandomModel model = new RandomModel(shape)) {
      model.write(target, QuantMix.named(type));
    }
  }

  /** One run, as the log has it; its figures go to the table too. */
  private static Map<String, Object> run(
      Engine engine, Path model, Measure test, int repetitions, Table table) throws Exception {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    List<Process> busy = new ArrayList<>();
    Map<String, Object> entry = new LinkedHashMap<>();
    try {
      if (test.busy()) {
        for (int core = 0; core < Runtime.getRuntime().availableProcessors(); core++) {
          busy.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
        }
      }
      Engine.Result result = engine.run(test, model, repetitions);
      table.add(model, test, engine, result, load);
      entry.put("figure", result.figure());
      entry.put("unit", test.kind().unit);
      entry.put("seconds", result.child().seconds());
      entry.put("peak_bytes", result.child().peakBytes());
    } catch (IOException failure) {
      System.err.println(failure.getMessage());
      entry.put("error", failure.getMessage());
    } finally {
      busy.forEach(Process::destroyForcibly);
    }
    entry.put("engine", engine.name());
    entry.put("model", model.toString());
    entry.put("test", test.name());
    entry.put("threads", test.threads());
    entry.put("load", load);
    entry.put("time", Instant.now().toString());
    return entry;
  }

  private static Map<String, Object> machine(Options options) throws Exception {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("processor", processor());
    facts.put("cores", Runtime.getRuntime().availableProcessors());
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    for (Engine engine : options.engines) {
      facts.put(engine.name(), engine.version());
    }
    facts.put("rounds", options.rounds);
    facts.put("repetitions", options.repetitions);
    return facts;
  }

  private static String processor() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 2))
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }
}
