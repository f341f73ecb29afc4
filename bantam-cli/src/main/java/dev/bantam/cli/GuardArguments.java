package dev.bantam.cli;

import dev.bantam.hub.LocalModel;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.guard.Guard;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Rules for what users and models say. */
final class GuardArguments implements AutoCloseable {
  private static final String DEFAULT = "default";

  @Option(
      names = "--guard",
      paramLabel = "RULES",
      description =
          "Check what is said and answered by a file of rules, or 'default' for those that come"
              + " with Bantam (docs/tasks/guard.md).")
  private @Nullable String rules;

  @Option(
      names = "--guard-model",
      paramLabel = "MODEL",
      description = "Judges what texts are about; default: the model itself, if a rule wants it.")
  private @Nullable String model;

  private @Nullable TaskModel judge;

  /** The model that judges, which is opened now; null if none was named. */
  private @Nullable TaskModel judge() throws IOException {
    if (model != null && judge == null) {
      LocalModel local = ModelArgument.resolve(model);
      judge = TaskModel.open(local.path());
    }
    return judge;
  }

  /** The model that rules of other files may ask. */
  TaskModel judgeOr(TaskModel own) throws IOException {
    TaskModel named = judge();
    return named == null ? own : named;
  }

  /** The guard; one without rules if none was asked for. */
  Guard open(TaskModel own) throws IOException {
    if (rules == null && model == null) {
      return Guard.NONE;
    }
    return rules == null || rules.equals(DEFAULT)
        ? Guard.builtIn(judge())
        : Guard.read(Path.of(rules), judgeOr(own));
  }

  @Override
  public void close() throws IOException {
    if (judge != null) {
      judge.close();
    }
  }
}
