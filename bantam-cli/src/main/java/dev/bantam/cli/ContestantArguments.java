package dev.bantam.cli;

import dev.bantam.evaluate.contestant.ApiContestant;
import dev.bantam.evaluate.contestant.ApiSettings;
import dev.bantam.evaluate.contestant.Contestant;
import dev.bantam.evaluate.contestant.LocalContestant;
import dev.bantam.evaluate.contestant.RecordedContestant;
import dev.bantam.evaluate.cost.ApiPrice;
import dev.bantam.format.Sha256;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Generator.AdapterFile;
import dev.bantam.hub.LocalModel;
import dev.bantam.kernel.Simd;
import dev.bantam.model.Models;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.contest.JobContestant;
import dev.bantam.tasks.contest.JobOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;

/** Contestants as users name them, and how they are opened. */
final class ContestantArguments {
  /** For help texts. */
  static final String HELP =
      "[NAME=]MODEL[+ADAPTER...] on this machine; https://HOST/v1#MODEL behind an OpenAI-compatible"
          + " API; replies that were recorded, a .jsonl file or a folder of these (Bantam's"
          + " journals, or lm-eval's samples); or a job at work,"
          + " JOB:MODEL?OPTION=VALUE&... (docs/tasks/measure.md).";

  /** Sequences decoded together: their answers are the same as alone. */
  private static final int PARALLEL = 8;

  @ArgGroup(
      validate = false,
      heading = "%nModels behind an API (docs/contestants.md):%n",
      order = 30)
  private ApiArguments api = new ApiArguments();

  @Mixin private EngineArguments engine = new EngineArguments();

  /** How models on this machine are run. */
  EngineArguments engine() {
    return engine;
  }

  /** Opens a contestant; one on this machine is read from its file now. */
  @FunctionalInterface
  interface Opening {
    Contestant open() throws IOException;
  }

  /**
   * A contestant that is not open yet.
   *
   * @param name in tables
   */
  record Entry(String name, Opening opening) {}

  /**
   * A contestant as it is written.
   *
   * @param name in tables, if it was given one
   * @param what a model, an address, or recorded replies
   */
  record Named(@Nullable String name, String what) {
    /** Takes {@code NAME=} off, unless a file is called so. */
    static Named of(String text) {
      int equals = text.indexOf('=');
      boolean named =
          equals > 0
              && text.substring(0, equals).chars().allMatch(ContestantArguments::isNameLike)
              && !Files.exists(Path.of(text));
      return named
          ? new Named(text.substring(0, equals), text.substring(equals + 1))
          : new Named(null, text);
    }
  }

  /**
   * What texts name. Models are looked for now, and fetched, so that one that is not there is known
   * before others are measured.
   *
   * @throws Failures.UsageException if two have one name
   */
  List<Entry> entries(List<String> texts, CostArguments costs) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String text : texts) {
      Entry entry = entry(Named.of(text), costs);
      if (!names.add(entry.name())) {
        throw new Failures.UsageException(
            "two contestants are called %s: name one otherwise, such as other=%s"
                .formatted(entry.name(), Named.of(text).what()));
      }
      entries.add(entry);
    }
    return entries;
  }

  private Entry entry(Named named, CostArguments costs) throws IOException {
    String what = named.what();
    String name = named.name();
    if (what.startsWith("https://") || what.startsWith("http://")) {
      return api(name, what, costs);
    }
    JobContestants job = JobContestants.of(what);
    if (job != null) {
      return job(name == null ? what : name, job);
    }
    Path file = Path.of(what);
    if (what.endsWith(".jsonl") || holdsReplies(file)) {
      Contestant recorded = new RecordedContestant(file);
      return new Entry(name == null ? recorded.name() : name, () -> recorded);
    }
    Weights weights = Weights.of(what);
    return new Entry(
        name == null ? shortName(what) : name,
        () -> {
          Opened opened = open(weights);
          return new LocalContestant(what, opened.identity(), opened.facts(), opened.generator());
        });
  }

  /**
   * A model on this machine.
   *
   * @param adapters as they are written after its name
   */
  private record Weights(LocalModel model, List<String> adapters) {
    static Weights of(String text) throws IOException {
      List<String> parts =
          Files.exists(Path.of(text)) ? List.of(text) : List.of(text.split("[+]", -1));
      return new Weights(ModelArgument.resolve(parts.getFirst()), parts.subList(1, parts.size()));
    }
  }

  private Entry job(String name, JobContestants job) throws IOException {
    Weights weights = job.model() == null ? null : Weights.of(job.model());
    JobOptions options = JobOptions.parse(job.options());
    return new Entry(
        name, () -> weights == null ? job(job, options, null) : job(job, options, open(weights)));
  }

  private static Contestant job(JobContestants job, JobOptions options, @Nullable Opened opened)
      throws IOException {
    TaskModel model =
        opened == null ? null : TaskModel.of(String.valueOf(job.model()), opened.generator());
    try {
      return JobContestant.open(
          job.job(),
          new Version().getVersion()[0],
          job.factory(),
          options,
          model,
          opened == null ? "no model" : opened.identity(),
          opened == null ? Map.of() : opened.facts());
    } catch (IOException | RuntimeException | Error e) {
      if (model != null) {
        model.close();
      }
      throw e;
    }
  }

  /** Whether it is a folder of replies, and of no model. */
  private static boolean holdsReplies(Path folder) throws IOException {
    if (!Files.isDirectory(folder) || Files.exists(folder.resolve("config.json"))) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".jsonl"));
    }
  }

  private static boolean isNameLike(int c) {
    return Character.isLetterOrDigit(c) || " ._-".indexOf(c) >= 0;
  }

  /** The last parts of paths: {@code tuned/model.gguf} rather than all folders before it. */
  private static String shortName(String text) {
    Path path = Path.of(text);
    if (!Files.exists(path) || path.getNameCount() < 2) {
      return text;
    }
    int names = path.getNameCount();
    return path.subpath(Files.isDirectory(path) ? names - 1 : names - 2, names).toString();
  }

  private Entry api(@Nullable String name, String text, CostArguments costs) throws IOException {
    URI address = URI.create(text);
    String model = address.getFragment();
    if (model == null || model.isEmpty()) {
      throw new Failures.UsageException(
          "which model? Write it after a hash: " + text + "#gpt-4.1-mini");
    }
    URI base = URI.create(text.substring(0, text.indexOf('#')));
    ApiSettings settings = api.settings(base, model, costs);
    return new Entry(
        name == null ? model + "@" + address.getHost() : name, () -> new ApiContestant(settings));
  }

  /** The price of an API's model; null if none is known. */
  @Nullable ApiPrice price(String model, CostArguments costs) throws IOException {
    return api.price(model, costs);
  }

  /**
   * A model that was read from its file.
   *
   * @param identity what its answers depend on
   */
  private record Opened(Generator generator, String identity, Map<String, String> facts) {}

  @SuppressWarnings("MustBeClosed") // the contestant's
  private Opened open(Weights weights) throws IOException {
    LocalModel model = weights.model();
    Generator.Options options = engine.options(model).withParallel(PARALLEL);
    List<AdapterFile> adapters = new ArrayList<>(options.adapters());
    for (String adapter : weights.adapters()) {
      AdapterArguments.add(adapter, adapters);
    }
    options = options.withAdapters(adapters);
    String digest = Sha256.of(model.path());
    Generator generator = EngineArguments.open(model, options);
    try {
      Map<String, String> facts = facts(model, digest, options, generator);
      return new Opened(generator, identity(facts, options), facts);
    } catch (IOException | RuntimeException | Error e) {
      generator.close();
      throw e;
    }
  }

  /** All that answers depend on: wherever the file lies, and whatever it is called. */
  private static String identity(Map<String, String> facts, Generator.Options options) {
    Map<String, String> what = new LinkedHashMap<>(facts);
    what.keySet().removeAll(Set.of("model", "licence"));
    Sha256 template = new Sha256();
    template.update(options.template() == null ? "" : options.template());
    return "local " + what + " template " + template.finish();
  }

  private static Map<String, String> facts(
      LocalModel model, String digest, Generator.Options options, Generator generator)
      throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("model", model.name());
    facts.put("architecture", generator.model().facts().architecture());
    facts.put("parameters", Output.count(Models.parameters(generator.file())));
    facts.put("quantisation", Models.quantisation(generator.file()));
    facts.put("sha256", digest.substring("sha256:".length()));
    for (AdapterFile adapter : options.adapters()) {
      facts.put(
          "adapter " + adapter.name(),
          Sha256.of(adapter.path()).substring("sha256:".length()) + " x " + adapter.weight());
    }
    facts.put("context", String.valueOf(generator.context()));
    facts.put("cache", options.cacheType().toString());
    facts.put("kernels", Simd.describe());
    facts.put("licence", model.licence() == null ? "unknown" : model.licence());
    return facts;
  }
}
