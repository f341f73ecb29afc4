package dev.bantam.cli;

import dev.bantam.hub.LocalModel;
import dev.bantam.train.Keys;
import dev.bantam.train.TrainingConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bantam train}. */
@Command(
    name = "train",
    description = {
      "Make a model yours: tune it on your data, on this machine.",
      "Every key of the configuration is also a flag, which overrides the file."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class Train implements Callable<Integer> {
  private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CONFIG.yaml",
      description = "Settings, a key a line; under 'stages' a list of such.")
  private @Nullable Path file;

  @Option(names = "--resume", description = "Go on from the newest checkpoint in output_dir.")
  private boolean resume;

  @Option(
      names = "--plan",
      description = "Only say what it would take: memory, time and cost, from a few steps.")
  private boolean plan;

  @Option(
      names = "--price",
      paramLabel = "X",
      description = "What an hour of this machine costs, for --plan.")
  private double price;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads; default: all cores.")
  private int threads;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = MemorySize.class,
      description = "Most memory to take, such as 6G; default: all of the machine or container.")
  private @Nullable Long memory;

  @Spec
  void setSpec(CommandSpec spec) {
    this.spec = spec;
    TrainFlags.addTo(spec);
  }

  @Override
  public Integer call() throws Exception {
    Map<String, List<String>> flags = TrainFlags.given(spec);
    List<TrainingConfig> configs =
        file == null ? List.of(TrainingConfig.of(flags)) : TrainingConfig.read(file, flags);
    List<TrainingStage> stages = new ArrayList<>();
    for (TrainingConfig config : configs) {
      stages.add(stage(config, stages, configs.size()));
    }
    TrainingStage.Made made = TrainingStage.Made.NOTHING;
    for (TrainingStage stage : stages) {
      made = plan ? stage.plan(price) : stage.run(made);
      if (made.stopped()) {
        System.err.println("To go on: the same command with --resume");
        return 0;
      }
    }
    if (!plan) {
      System.err.println(made.advice());
    }
    return 0;
  }

  private TrainingStage stage(TrainingConfig config, List<TrainingStage> before, int count)
      throws Exception {
    boolean isGiven = config.isSet(Keys.BASE_MODEL);
    boolean isNew = !isGiven && config.get(Keys.METHOD) == Keys.MethodName.PRETRAIN;
    boolean goesOn = !isGiven && !isNew && !before.isEmpty();
    String name =
        isNew ? "new" : goesOn ? before.getFirst().base().name() : config.get(Keys.BASE_MODEL);
    if (config.get(Keys.DATASETS).isEmpty()) {
      throw new Failures.UsageException(
          "there is nothing to train on: set datasets in the file, or --datasets FILE");
    }
    Path output = output(config, name);
    Path folder =
        before.size() + 1 < count ? output.resolve("stage-" + (before.size() + 1)) : output;
    if (!resume && !plan && isUsed(folder)) {
      throw new Failures.UsageException(
          folder + " has a run already: go on with --resume, or choose another output_dir");
    }
    LocalModel base =
        isNew
            ? NewBase.make(config, folder)
            : goesOn ? before.getFirst().base() : ModelArgument.resolve(name);
    long most = memory == null ? MemorySize.total() : memory;
    return new TrainingStage(config, base, folder, threads, most, resume);
  }

  private static Path output(TrainingConfig config, String base) {
    String given = config.find(Keys.OUTPUT_DIR);
    if (given != null) {
      return Path.of(given);
    }
    String last = String.valueOf(Path.of(base).getFileName());
    String stem = last.endsWith(".gguf") ? last.substring(0, last.length() - 5) : last;
    return Path.of(stem + "-" + config.get(Keys.METHOD).name().toLowerCase(Locale.ROOT));
  }

  private static boolean isUsed(Path folder) throws Exception {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (var files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .anyMatch(n -> n.startsWith("checkpoint-") || n.equals("best.safetensors"));
    }
  }
}
