import dev.bantam.format.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program that runs models. */
interface Engine {
  /** Tokens that stand before those of a batched test, as llama-batched-bench wants some. */
  int BATCHED_PROMPT = 16;

  /** Tokens that a start makes room for. */
  int START_CONTEXT = 2048;

  String name();

  String version() throws Exception;

  boolean can(Measure test, Path model);

  /**
   * Runs a test.
   *
   * @return the program, and its figure in the test's unit
   */
  Result run(Measure test, Path model, int repetitions) throws Exception;

  /** A program that ran, and what came of it. */
  record Result(Child child, double figure) {}

  /** This checkout's launcher. */
  record Bantam(Path root) implements Engine {
    @Override
    public String name() {
      return "Bantam";
    }

    @Override
    public String version() throws Exception {
      String commit =
          Child.run(List.of("git", "-C", root.toString(), "describe", "--always", "--dirty")).out();
      String described = Child.run(List.of(program(), "doctor", "--json")).out();
      Map<String, Object> facts = Json.parseObject("doctor", described);
      return commit.strip() + ", Java " + facts.get("java") + ", " + facts.get("kernels");
    }

    private String program() {
      return root.resolve("bantam").toString();
    }

    @Override
    public boolean can(Measure test, Path model) {
      return true;
    }

    @Override
    public Result run(Measure test, Path model, int repetitions) throws Exception {
      List<String> command = new ArrayList<>(List.of(program()));
      String threads = String.valueOf(test.threads());
      if (test.kind() == Measure.Kind.START) {
        command.addAll(List.of("run", "-m", model.toString(), "Hello", "--raw", "-n", "1"));
        command.addAll(List.of("-c", String.valueOf(START_CONTEXT), "-t", threads));
        Child child = Child.run(command);
        return new Result(child, child.seconds());
      }
      boolean prefill = test.kind() == Measure.Kind.PREFILL;
      int depth = test.parallel() > 1 ? BATCHED_PROMPT : test.depth();
      command.addAll(List.of("bench", "-m", model.toString(), "-t", threads, "--json"));
      command.addAll(List.of("-p", prefill ? String.valueOf(test.tokens()) : "0"));
      command.addAll(List.of("-n", prefill ? "0" : String.valueOf(test.tokens())));
      command.addAll(List.of("-d", String.valueOf(depth)));
      command.addAll(List.of("-np", String.valueOf(test.parallel())));
      command.addAll(List.of("-r", String.valueOf(repetitions)));
      Child child = Child.run(command);
      return new Result(child, average(child.out()));
    }
  }

  /** The speed in the only row that llama-bench, or what prints like it, has printed. */
  private static double average(String json) throws IOException {
    List<?> rows = (List<?>) Json.parse("benchmark", json);
    return ((Number) ((Map<?, ?>) rows.getFirst()).get("avg_ts")).doubleValue();
  }

  /** A folder with llama.cpp's programs. */
  record LlamaCpp(Path folder) implements Engine {
    @Override
    public String name() {
      return "llama.cpp";
    }

    @Override
    public String version() throws Exception {
      Child child = Child.run(List.of(program("llama-bench"), "--version"));
      return (child.out() + child.err())
          .lines()
          .filter(line -> line.startsWith("version") || line.startsWith("built"))
          .reduce((a, b) -> a + ", " + b)
          .orElse("unknown");
    }

    private String program(String name) {
      return folder.resolve(name).toString();
    }

    @Override
    public boolean can(Measure test, Path model) {
      return true;
    }

    @Override
    public Result run(Measure test, Path model, int repetitions) throws Exception {
      String threads = String.valueOf(test.threads());
      if (test.kind() == Measure.Kind.START) {
        List<String> command =
            new ArrayList<>(List.of(program("llama-completion"), "-m", model.toString()));
        command.addAll(List.of("-p", "Hello", "-n", "1", "-no-cnv", "--no-warmup"));
        command.addAll(List.of("-c", String.valueOf(START_CONTEXT), "-t", threads));
        Child child = Child.run(command);
        return new Result(child, child.seconds());
      }
      if (test.parallel() > 1) {
        return batched(test, model, threads);
      }
      boolean prefill = test.kind() == Measure.Kind.PREFILL;
      List<String> command =
          new ArrayList<>(List.of(program("llama-bench"), "-m", model.toString(), "-o", "json"));
      command.addAll(List.of("-p", prefill ? String.valueOf(test.tokens()) : "0"));
      command.addAll(List.of("-n", prefill ? "0" : String.valueOf(test.tokens())));
      command.addAll(List.of("-d", String.valueOf(test.depth()), "-t", threads));
      command.addAll(List.of("-r", String.valueOf(repetitions)));
      Child child = Child.run(command);
      return new Result(child, average(child.out()));
    }

    private Result batched(Measure test, Path model, String threads) throws Exception {
      int cells = test.parallel() * (BATCHED_PROMPT + test.tokens());
      List<String> command =
          new ArrayList<>(List.of(program("llama-batched-bench"), "-m", model.toString()));
      command.addAll(List.of("-c", String.valueOf(cells), "-t", threads));
      command.addAll(List.of("-npp", String.valueOf(BATCHED_PROMPT)));
      command.addAll(List.of("-ntg", String.valueOf(test.tokens())));
      command.addAll(List.of("-npl", String.valueOf(test.parallel())));
      command.addAll(List.of("--output-format", "jsonl"));
      Child child = Child.run(command);
      String row =
          child.out().lines().filter(line -> line.startsWith("{")).findFirst().orElseThrow();
      Object speed = Json.parseObject("llama-batched-bench", row).get("speed_tg");
      return new Result(child, ((Number) speed).doubleValue());
    }
  }

  /** Whether a file's name ends in one of the types, as {@code bench/compare --make} names it. */
  private static boolean isOf(Path model, String... types) {
    String name = model.getFileName().toString();
    for (String type : types) {
      if (name.endsWith("-" + type + ".gguf")) {
        return true;
      }
    }
    return false;
  }

  /**
   * A Java engine that is measured by a small program of ours: arguments MODEL PROMPT GENERATE,
   * output {@code prompt: X tokens/s ... generation: Y tokens/s}.
   */
  record Java(String name, Path jar, List<String> command, Model model) implements Engine {
    /** Says what the engine runs in place of a GGUF file, or null if it cannot. */
    interface Model {
      Path of(Path gguf);
    }

    @Override
    public String version() {
      return jar.getFileName().toString();
    }

    @Override
    public boolean can(Measure test, Path gguf) {
      boolean speed = test.kind() == Measure.Kind.PREFILL || test.kind() == Measure.Kind.DECODE;
      return speed
          && test.depth() == 0
          && test.parallel() == 1
          && !test.busy()
          && model.of(gguf) != null;
    }

    @Override
    public Result run(Measure test, Path gguf, int repetitions) throws Exception {
      boolean prefill = test.kind() == Measure.Kind.PREFILL;
      List<String> line = new ArrayList<>();
      // Both engines size their thread pools by the processors that the JVM sees.
      line.add(command.getFirst());
      line.add("-XX:ActiveProcessorCount=" + test.threads());
      line.addAll(command.subList(1, command.size()));
      line.add(model.of(gguf).toString());
      line.add(prefill ? String.valueOf(test.tokens()) : "8");
      line.add(prefill ? "2" : String.valueOf(test.tokens()));
      Child child = Child.run(line);
      String label = prefill ? "prompt: " : "generation: ";
      String text = child.out() + child.err();
      int at = text.lastIndexOf(label) + label.length();
      return new Result(child, Double.parseDouble(text.substring(at, text.indexOf(' ', at))));
    }
  }

  /** llama3.java: its jar, and our class compiled against it. It runs Llama 3's tokenizers only. */
  static Engine llama3(Path jar, Path root) throws Exception {
    Path classes = Files.createDirectories(root.resolve("target/bench/llama3"));
    Path source = root.resolve("bench/peers/Llama3Bench.java");
    String javac = Path.of(System.getProperty("java.home"), "bin", "javac").toString();
    Child.run(List.of(javac, "-cp", jar.toString(), "-d", classes.toString(), source.toString()));
    List<String> command = new ArrayList<>(javaWithVectors());
    command.addAll(List.of("-cp", jar + ":" + classes, "com.llama4j.Llama3Bench"));
    return new Java(
        "llama3.java",
        jar,
        command,
        gguf ->
            gguf.getFileName().toString().startsWith("1B")
                    && isOf(gguf, "Q4_0", "Q8_0", "Q4_K_M", "F16")
                ? gguf
                : null);
  }

  /**
   * Jlama: a folder of its jars. It runs its own quantisation of the same shape, which is looked
   * for beside a Q4_0 file: 1B-JQ4 beside 1B-Q4_0.gguf.
   */
  static Engine jlama(Path jars, boolean nativeLibrary, Path root) throws IOException {
    List<String> command = new ArrayList<>(javaWithVectors());
    if (!nativeLibrary) {
      command.add("-Djlama.force_panama_tensor_operations=true");
    }
    command.addAll(List.of("-cp", jars + "/*"));
    command.add(root.resolve("bench/peers/JlamaBench.java").toString());
    return new Java(
        nativeLibrary ? "Jlama native" : "Jlama",
        core(jars),
        command,
        gguf -> {
          String name = gguf.getFileName().toString();
          Path folder = gguf.resolveSibling(name.replace("-Q4_0.gguf", "-JQ4"));
          return isOf(gguf, "Q4_0") && Files.isDirectory(folder) ? folder : null;
        });
  }

  private static List<String> javaWithVectors() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(
        java,
        "--enable-preview",
        "--enable-native-access=ALL-UNNAMED",
        "--add-modules=jdk.incubator.vector");
  }

  private static Path core(Path jars) throws IOException {
    try (var files = Files.list(jars)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("jlama-core"))
          .findFirst()
          .orElseThrow(() -> new IOException("no jlama-core-*.jar in " + jars));
    }
  }
}
