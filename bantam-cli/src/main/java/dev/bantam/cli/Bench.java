package dev.bantam.cli;

import dev.bantam.format.ModelFile;
import dev.bantam.generate.KvCache;
import dev.bantam.hub.LocalModel;
import dev.bantam.kernel.Simd;
import dev.bantam.kernel.Team;
import dev.bantam.layer.Batch;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import dev.bantam.model.Architectures;
import dev.bantam.model.Model;
import dev.bantam.model.Models;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam bench}: llama-bench's tests, rows and field names. */
@Command(
    name = "bench",
    description = "Measure prefill and decode speed, as llama-bench does.",
    mixinStandardHelpOptions = true)
final class Bench implements Callable<Integer> {
  private static final int BATCH = 512;

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      description = {ModelArgument.HELP, "The starter model if none is given."})
  private @Nullable String positional;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = "The same, as llama-bench spells it.")
  private @Nullable String option;

  @Option(
      names = {"-p", "--n-prompt"},
      split = ",",
      paramLabel = "N",
      defaultValue = "512",
      description = "Tokens of prefill tests; default ${DEFAULT-VALUE}.")
  private List<Integer> prompts;

  @Option(
      names = {"-n", "--n-gen"},
      split = ",",
      paramLabel = "N",
      defaultValue = "128",
      description = "Tokens of decode tests; default ${DEFAULT-VALUE}.")
  private List<Integer> generates;

  @Option(
      names = {"-t", "--threads"},
      split = ",",
      paramLabel = "N",
      description = "Threads; default: all cores.")
  private List<Integer> threads = List.of(Team.availableThreads());

  @Option(
      names = {"-r", "--repetitions"},
      paramLabel = "N",
      defaultValue = "5",
      description = "Repetitions of each test; default ${DEFAULT-VALUE}.")
  private int repetitions;

  @Option(
      names = {"-ctk", "--cache-type"},
      paramLabel = "TYPE",
      defaultValue = "F16",
      description = "Type of the KV cache: F32, F16, Q8_0; default ${DEFAULT-VALUE}.")
  private DType cacheType;

  @Option(names = "--json", description = "Print JSON, with llama-bench's field names.")
  private boolean json;

  private record Test(int prompt, int generate, int threads) {}

  @Override
  public Integer call() throws Exception {
    LocalModel local = ModelArgument.resolve(option != null ? option : positional);
    List<Map<String, Object>> results = new ArrayList<>();
    try (ModelFile file = Models.open(local.path())) {
      Model model = Architectures.wire(file, 0);
      for (Test test : tests()) {
        results.add(run(test, model, file, local));
      }
    }
    if (json) {
      Output.json(results);
    } else {
      print(results);
    }
    return 0;
  }

  private List<Test> tests() {
    List<Test> tests = new ArrayList<>();
    for (int t : threads) {
      prompts.stream().filter(p -> p > 0).forEach(p -> tests.add(new Test(p, 0, t)));
      generates.stream().filter(n -> n > 0).forEach(n -> tests.add(new Test(0, n, t)));
    }
    return tests;
  }

  private Map<String, Object> run(Test test, Model model, ModelFile file, LocalModel local) {
    String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    long[] nanos = new long[repetitions];
    try (Team team = new Team(test.threads());
        ProgressBar bar = new ProgressBar()) {
      measure(test, model, team); // warms up the JIT, the page cache and the buffers
      for (int i = 0; i < repetitions; i++) {
        bar.items(i, repetitions, name(test) + ", " + test.threads() + " threads");
        nanos[i] = measure(test, model, team);
      }
    }
    int tokens = test.prompt() + test.generate();
    double[] speeds = Arrays.stream(nanos).mapToDouble(ns -> tokens * 1e9 / ns).toArray();
    double[] times = Arrays.stream(nanos).asDoubleStream().toArray();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("build", new Version().getVersion()[0]);
    result.put("backends", "JVM, " + Simd.describe());
    result.put("model_filename", local.path().toString());
    result.put("model_type", model.facts().architecture() + " " + mainType(file));
    result.put("model_size", bytes(file));
    result.put("model_n_params", file.tensors().values().stream().mapToLong(Tensor::size).sum());
    result.put("n_batch", BATCH);
    result.put("n_threads", test.threads());
    result.put("type_k", cacheType.ggmlName());
    result.put("type_v", cacheType.ggmlName());
    result.put("n_prompt", test.prompt());
    result.put("n_gen", test.generate());
    result.put("test_time", time);
    result.put("avg_ns", (long) mean(times));
    result.put("stddev_ns", (long) deviation(times));
    result.put("avg_ts", mean(speeds));
    result.put("stddev_ts", deviation(speeds));
    result.put("samples_ns", nanos);
    result.put("samples_ts", speeds);
    return result;
  }

  /** Nanoseconds for one run of the test with an empty cache. */
  private long measure(Test test, Model model, Team team) {
    int tokens = test.prompt() + test.generate();
    SplittableRandom random = new SplittableRandom(1);
    int[] ids = random.ints(tokens, 0, model.facts().vocabulary()).toArray();
    Pass.Scratch scratch = new Pass.Scratch();
    try (KvCache cache = new KvCache(model.facts().memory(), cacheType, tokens)) {
      cache.reserve(0, tokens);
      long start = System.nanoTime();
      int step = test.prompt() > 0 ? BATCH : 1;
      for (int at = 0; at < tokens; at += step) {
        int[] part = Arrays.copyOfRange(ids, at, Math.min(tokens, at + step));
        Pass pass = new Pass(Batch.of(0, at, part), cache, team, scratch, null);
        try (Pass.Scope _ = pass.scope(-1)) {
          Rows hidden = model.hidden(pass);
          model.logits(new Rows(1, hidden.d(), hidden.row(hidden.n() - 1)), pass);
        }
      }
      return System.nanoTime() - start;
    }
  }

  private static void print(List<Map<String, Object>> results) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("model", "size", "params", "threads", "test", "t/s"));
    for (Map<String, Object> r : results) {
      Test test = new Test((int) r.get("n_prompt"), (int) r.get("n_gen"), 0);
      rows.add(
          List.of(
              String.valueOf(r.get("model_type")),
              Output.bytes((long) r.get("model_size")),
              Output.count((long) r.get("model_n_params")),
              String.valueOf(r.get("n_threads")),
              name(test),
              String.format(
                  Locale.ROOT,
                  "%.2f ± %.2f",
                  (double) r.get("avg_ts"),
                  (double) r.get("stddev_ts"))));
    }
    Output.table(rows);
  }

  private static String name(Test test) {
    return test.prompt() > 0 ? "pp" + test.prompt() : "tg" + test.generate();
  }

  private static long bytes(ModelFile file) {
    return file.tensors().values().stream().mapToLong(t -> t.data().byteSize()).sum();
  }

  private static String mainType(ModelFile file) {
    return Show.quantisation(file);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  /** The sample standard deviation; 0 for a single value. */
  private static double deviation(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
  }
}
