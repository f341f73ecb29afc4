package dev.bantam.cli;

import dev.bantam.evaluate.sandbox.Sandbox;
import dev.bantam.evaluate.sandbox.SandboxLimits;
import dev.bantam.evaluate.task.Documents;
import dev.bantam.evaluate.task.Paper;
import dev.bantam.evaluate.task.PromptOptions;
import dev.bantam.evaluate.task.Task;
import dev.bantam.evaluate.task.TaskCatalogue;
import dev.bantam.evaluate.task.TaskGroup;
import dev.bantam.evaluate.task.function.CodeFunctions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which tasks contestants are measured by, and how these are asked. */
final class TaskArguments {
  /** Above these options. */
  static final String HEADING = "%nTasks (docs/eval.md):%n";

  /** Programs that a model has written run this many at a time. */
  private static final int PROGRAMS = 2;

  @Option(
      names = "--tasks",
      split = ",",
      paramLabel = "TASK",
      description = {
        "Tasks, groups or tags by name (eval --list shows them), lm-eval's YAML files, or folders"
            + " of them."
      })
  private List<String> tasks = List.of();

  @Option(
      names = "--suite",
      split = ",",
      paramLabel = "NAME",
      description = "The same, as one calls kinds: risk, application, finance, code, ...")
  private List<String> suites = List.of();

  @Option(
      names = {"--include-path", "--include_path"},
      paramLabel = "DIR",
      description = "A folder with more task files, named as the others; may be repeated.")
  private List<Path> folders = List.of();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where data sets are looked for first (docs/datasets.md):"
              + " DIR/<dataset_path>/<dataset_name>/<split>.jsonl.")
  private @Nullable Path data;

  @Option(
      names = "--sample",
      description = {
        "Ask the few documents that come with each task, to try it out. Such figures compare with"
            + " nothing."
      })
  private boolean sample;

  @Option(
      names = {"--num-fewshot", "--num_fewshot"},
      paramLabel = "N",
      description = "Examples before each question; default: what the task says.")
  private @Nullable Integer fewshots;

  @Option(
      names = "--fewshot-seed",
      paramLabel = "N",
      description = "Which examples are drawn; default ${DEFAULT-VALUE}, as lm-eval's.")
  private int seed = 1234;

  @Option(
      names = {"--chat", "--apply_chat_template"},
      description = "Ask in the model's chat template; default: as plain text.")
  private boolean chat;

  @Option(
      names = {"--system", "--system_instruction"},
      paramLabel = "TEXT",
      description = "A system message.")
  private @Nullable String system;

  @Option(
      names = "--swap-choices",
      description = {
        "Ask questions that show their choices in each order of them: some models prefer a place.",
        "Adds same_choice: how often all orders get the same answer."
      })
  private boolean orders;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Most documents of each task, or questions of a data set, from the first.")
  private int limit = Integer.MAX_VALUE;

  @Option(
      names = "--allow-code",
      description = "Run what models write where a task asks for it, in a sandbox (docs/code.md).")
  private boolean allowCode;

  boolean areGiven() {
    return !tasks.isEmpty() || !suites.isEmpty();
  }

  /** Whether the samples of tasks are asked instead of their data. */
  boolean sample() {
    return sample;
  }

  int limit() {
    return limit;
  }

  TaskCatalogue catalogue() throws IOException {
    return TaskCatalogue.of(folders, allowCode ? runner() : CodeFunctions.Runner.REFUSED);
  }

  /** Opens the sandbox when a program is first to be run. */
  private static CodeFunctions.Runner runner() {
    AtomicReference<@Nullable Sandbox> opened = new AtomicReference<>();
    return programs -> {
      Sandbox sandbox = opened.get();
      if (sandbox == null) {
        sandbox = Sandbox.open(SandboxLimits.DEFAULT);
        opened.set(sandbox);
      }
      return sandbox.test(programs, PROGRAMS);
    };
  }

  /** What was asked for. */
  List<TaskGroup> groups() throws IOException {
    if (limit < 1) {
      throw new Failures.UsageException("--limit must be at least 1");
    }
    TaskCatalogue catalogue = catalogue();
    List<TaskGroup> groups = new ArrayList<>();
    for (String name : tasks) {
      groups.add(catalogue.find(name));
    }
    for (String name : suites) {
      groups.add(catalogue.find(name));
    }
    for (Task task : groups.stream().flatMap(group -> group.all().stream()).toList()) {
      if (task.unsafeCode() && !allowCode) {
        throw new Failures.UsageException(
            ("task %s runs code that the model writes: allow it with --allow-code (it is run in a"
                    + " sandbox), or leave the task out")
                .formatted(task.name()));
      }
    }
    return groups;
  }

  /** All questions of a task. */
  Paper paper(Task task, Documents.Finder finder) throws IOException {
    PromptOptions options = new PromptOptions(fewshots, seed, chat, system, orders);
    return Paper.of(task, task.documents(finder, sample), options, limit);
  }

  /** What a task gives jobs to work on. */
  Paper inputs(Task task, Documents.Finder finder) throws IOException {
    return Paper.ofInputs(task, task.documents(finder, sample), limit);
  }

  @Nullable String system() {
    return system;
  }

  @Nullable Path data() {
    return data;
  }
}
