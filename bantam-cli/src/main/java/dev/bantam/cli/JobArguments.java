package dev.bantam.cli;

import dev.bantam.evaluate.energy.EnergySettings;
import dev.bantam.evaluate.energy.EnergyStopwatch;
import dev.bantam.hub.LocalModel;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.Source;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Usage;
import dev.bantam.tasks.prompt.PromptFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every job has: its model, its prompt, and how results are printed. */
final class JobArguments {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = {"Default: the starter model.", ModelArgument.HELP})
  private @Nullable String model;

  @Option(
      names = "--prompt",
      paramLabel = "FILE",
      description = "A prompt file of your own instead of Bantam's (docs/tasks/prompts.md).")
  private @Nullable Path prompt;

  @Option(
      names = "--json",
      description = "Print the result with its sources, model, prompt, tokens and energy as JSON.")
  private boolean json;

  @Mixin private EngineArguments engine = new EngineArguments();

  /** Sequences worked on together: results are the same as alone. */
  private static final int PARALLEL = 8;

  /** Opens the model. */
  TaskModel open() throws IOException {
    LocalModel local = ModelArgument.resolve(model);
    return new TaskModel(
        local.name().toString(),
        EngineArguments.open(local, engine.options(local).withParallel(PARALLEL)),
        new EnergyStopwatch(EnergySettings.DEFAULT));
  }

  /** The prompt file that was given, or that of a job. */
  PromptFile prompt(TaskModel opened, String job) throws IOException {
    return prompt == null
        ? opened.prompt(job)
        : PromptFile.read(prompt).forModel(opened.name(), opened.generator().file());
  }

  /** Whether results are printed as JSON. */
  boolean json() {
    return json;
  }

  /** Prints a result: as JSON, or its text, and on standard error where it comes from. */
  void print(Result<?> result, String text) {
    if (json) {
      Output.json(result.fields());
      return;
    }
    System.out.println(text);
    for (Source source : result.sources()) {
      System.err.println("  [" + source.number() + "] " + source.passage().place());
    }
    System.err.println(summary(result));
  }

  /** Model, prompt, tokens, time and energy in a line. */
  private static String summary(Result<?> result) {
    Usage usage = result.usage();
    String figures =
        String.format(
            Locale.ROOT,
            "%d + %d tokens, %.1f s, %.3g Wh",
            usage.promptTokens(),
            usage.answerTokens(),
            usage.seconds(),
            usage.wattHours());
    return result.model().isEmpty()
        ? "(%s)".formatted(figures)
        : "(%s, %s: %s)".formatted(result.model(), result.prompt(), figures);
  }
}
