package dev.bantam.cli;

import dev.bantam.hub.Hub;
import dev.bantam.kernel.Simd;
import dev.bantam.kernel.Team;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bantam doctor}. */
@Command(
    name = "doctor",
    description = "Show what this machine offers and what falls back, and why.",
    mixinStandardHelpOptions = true)
final class Doctor implements Callable<Integer> {
  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("bantam", new Version().getVersion()[0]);
    facts.put("java", Runtime.version() + ", " + System.getProperty("java.vm.name"));
    facts.put("java_home", System.getProperty("java.home"));
    facts.put(
        "system",
        "%s %s, %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")));
    facts.put("kernels", Simd.describe());
    facts.put("threads", Team.availableThreads());
    facts.put("memory_bytes", MemorySize.total());
    facts.put("heap_limit_bytes", Runtime.getRuntime().maxMemory());
    facts.put("models_home", Hub.current().home().root().toString());
    facts.put("free_disk_bytes", freeDisk(Hub.current().home().root()));
    facts.put("npm", onPath("npm"));
    List<String> advice = advice();
    facts.put("advice", advice);
    if (json) {
      Output.json(facts);
      return 0;
    }
    List<List<String>> rows = new ArrayList<>();
    facts.remove("advice");
    facts.forEach(
        (key, value) ->
            rows.add(
                List.of(
                    key.replace("_bytes", "").replace('_', ' '),
                    value instanceof Long bytes ? Output.bytes(bytes) : String.valueOf(value))));
    Output.table(rows);
    advice.forEach(line -> System.out.println("! " + line));
    return 0;
  }

  private static List<String> advice() {
    List<String> advice = new ArrayList<>();
    if (Simd.describe().startsWith("scalar")) {
      advice.add(
          "Kernels are scalar, many times slower: start Bantam with its launcher, or java with"
              + " --add-modules jdk.incubator.vector.");
    }
    if (onPath("npm").equals("not found")) {
      advice.add("Models from npm packages cannot be fetched: there is no npm on PATH.");
    }
    return advice;
  }

  private static long freeDisk(Path home) throws IOException {
    Path existing = home;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    return existing == null ? -1 : Files.getFileStore(existing).getUsableSpace();
  }

  private static String onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String folder : path.split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return Path.of(folder, program).toString();
      }
    }
    return "not found";
  }
}
