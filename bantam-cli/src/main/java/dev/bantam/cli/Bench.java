package dev.bantam.cli;

import dev.bantam.format.ModelFile;
import dev.bantam.hub.LocalModel;
import dev.bantam.kernel.Simd;
import dev.bantam.kernel.Team;
import dev.bantam.layer.Parameters;
import dev.bantam.model.Architectures;
import dev.bantam.model.Model;
import dev.bantam.model.Models;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bantam bench}: llama-bench's tests, rows and field names. */
@Command(
    name = "bench",
    description = "Measure prefill and decode speed, as llama-bench does.",
    mixinStandardHelpOptions = true)
final class Bench implements Callable<Integer> {
  @CommandLine.Parameters(
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
      names = {"-d", "--n-depth"},
      split = ",",
      paramLabel = "N",
      defaultValue = "0",
      description = "Tokens that are cached before a test begins; default ${DEFAULT-VALUE}.")
  private List<Integer> depths;

  @Option(
      names = {"-np", "--parallel"},
      split = ",",
      paramLabel = "N",
      defaultValue = "1",
      description = "Sequences that decode tests go on with at once; default ${DEFAULT-VALUE}.")
  private List<Integer> parallel;

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

  @Option(
      names = "--train",
      paramLabel = "WHAT",
      description = "Measure training steps instead: full, or lora (rank 16, all linear layers).")
  private @Nullable String train;

  @Option(
      names = "--batch",
      paramLabel = "NxL",
      defaultValue = "2x256",
      description = "Sequences of a training step and their length; default ${DEFAULT-VALUE}.")
  private String batch;

  @Option(
      names = "--gradient-checkpointing",
      description = "Run blocks again on the way back rather than remember them.")
  private boolean recompute;

  @Option(names = "--bf16", description = "Round factors of training's products to BF16.")
  private boolean bf16;

  @Option(names = "--json", description = "Print JSON, with llama-bench's field names.")
  private boolean json;

  @Mixin private AdapterArguments adapters = new AdapterArguments();

  @Override
  public Integer call() throws Exception {
    LocalModel local = ModelArgument.resolve(option != null ? option : positional);
    if (train != null) {
      train(train, local);
      return 0;
    }
    List<Map<String, Object>> results = new ArrayList<>();
    try (ModelFile file = Models.open(local.path())) {
      Model model =
          Architectures.wire(
              file, 0, AdapterArguments.open(adapters.of(local), file), new Parameters());
      for (SpeedTest test : tests()) {
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

  private void train(String tuning, LocalModel local) throws IOException {
    StringTokenizer sizes = new StringTokenizer(batch, "x");
    if (sizes.countTokens() != 2) {
      throw new Failures.UsageException("--batch is NxL, such as 2x256, not '" + batch + "'");
    }
    int sequences = size(sizes.nextToken());
    TrainBench test =
        new TrainBench(
            tuning, sequences, size(sizes.nextToken()), recompute, bf16, threads.getFirst());
    Map<String, Object> result;
    try (ProgressBar bar = new ProgressBar()) {
      result =
          test.measure(
              local.path(), repetitions, i -> bar.items(i, repetitions, "train " + tuning));
    }
    if (json) {
      Output.json(result);
      return;
    }
    double[] speeds = (double[]) result.get("samples_ts");
    Output.table(
        List.of(
            List.of("test", "trained", "threads", "peak", "t/s"),
            List.of(
                String.valueOf(result.get("test")),
                Output.count((long) result.get("n_trained")),
                String.valueOf(result.get("threads")),
                Output.bytes((long) result.get("peak_memory")),
                String.format(Locale.ROOT, "%.2f ± %.2f", mean(speeds), deviation(speeds)))));
  }

  private int size(String number) {
    try {
      int size = Integer.parseInt(number);
      if (size > 0) {
        return size;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new Failures.UsageException("--batch is NxL, such as 2x256, not '" + batch + "'");
  }

  private List<SpeedTest> tests() {
    List<SpeedTest> tests = new ArrayList<>();
    for (int t : threads) {
      for (int d : depths) {
        prompts.stream().filter(p -> p > 0).forEach(p -> tests.add(new SpeedTest(p, 0, d, 1, t)));
        for (int s : parallel) {
          generates.stream()
              .filter(n -> n > 0)
              .forEach(n -> tests.add(new SpeedTest(0, n, d, s, t)));
        }
      }
    }
    return tests;
  }

  private Map<String, Object> run(SpeedTest test, Model model, ModelFile file, LocalModel local) {
    String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    long[] nanos;
    try (ProgressBar bar = new ProgressBar()) {
      nanos =
          test.measure(
              model,
              cacheType,
              repetitions,
              i -> bar.items(i, repetitions, test.name() + ", " + test.threads() + " threads"));
    }
    double[] speeds = Arrays.stream(nanos).mapToDouble(ns -> test.tokens() * 1e9 / ns).toArray();
    double[] times = Arrays.stream(nanos).asDoubleStream().toArray();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("build", new Version().getVersion()[0]);
    result.put("backends", "JVM, " + Simd.describe());
    result.put("model_filename", local.path().toString());
    result.put("model_type", model.facts().architecture() + " " + Models.quantisation(file));
    result.put("model_size", bytes(file));
    result.put("model_n_params", file.tensors().values().stream().mapToLong(Tensor::size).sum());
    result.put("n_batch", SpeedTest.BATCH);
    result.put("n_threads", test.threads());
    result.put("type_k", cacheType.ggmlName());
    result.put("type_v", cacheType.ggmlName());
    result.put("n_prompt", test.prompt());
    result.put("n_gen", test.generate());
    result.put("n_depth", test.depth());
    result.put("n_parallel", test.parallel());
    result.put("test", test.name());
    result.put("test_time", time);
    result.put("avg_ns", (long) mean(times));
    result.put("stddev_ns", (long) deviation(times));
    result.put("avg_ts", mean(speeds));
    result.put("stddev_ts", deviation(speeds));
    result.put("samples_ns", nanos);
    result.put("samples_ts", speeds);
    return result;
  }

  private static void print(List<Map<String, Object>> results) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("model", "size", "params", "threads", "test", "t/s"));
    for (Map<String, Object> r : results) {
      rows.add(
          List.of(
              String.valueOf(r.get("model_type")),
              Output.bytes((long) r.get("model_size")),
              Output.count((long) r.get("model_n_params")),
              String.valueOf(r.get("n_threads")),
              String.valueOf(r.get("test")),
              String.format(
                  Locale.ROOT,
                  "%.2f ± %.2f",
                  (double) r.get("avg_ts"),
                  (double) r.get("stddev_ts"))));
    }
    Output.table(rows);
  }

  private static long bytes(ModelFile file) {
    return file.tensors().values().stream().mapToLong(t -> t.data().byteSize()).sum();
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
