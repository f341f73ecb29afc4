package dev.bantam.cli;

import dev.bantam.format.Lineage;
import dev.bantam.hub.Environment;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.code.AnsibleCoder;
import dev.bantam.tasks.code.AnsibleDoc;
import dev.bantam.tasks.code.AnsibleModules;
import dev.bantam.tasks.code.Code;
import dev.bantam.tasks.code.MeasuredCoder;
import dev.bantam.tasks.code.NearMatch;
import dev.bantam.tasks.contest.JobOptions;
import dev.bantam.tasks.contest.TextJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam code}. */
@Command(
    name = "code",
    description = {
      "Complete code from what it shall do; nothing is run (docs/tasks/code.md).",
      "",
      "  bantam code --lang ansible \"Install nginx\"",
      "  bantam code --lang ansible --context site.yml \"Start nginx\"",
      ""
    },
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true)
final class CodeVerb implements Callable<Integer> {
  private static final String BUILTIN = "ansible.builtin";

  /** What code can be written in. */
  enum Language {
    ANSIBLE
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "What the task does; may be absent if the context ends with \"- name: ...\".")
  private String name = "";

  @Option(
      names = "--lang",
      paramLabel = "LANGUAGE",
      required = true,
      description = "${COMPLETION-CANDIDATES}")
  private Language language;

  @Option(
      names = "--context",
      paramLabel = "FILE",
      description = "A playbook or list of tasks up to the cursor.")
  private @Nullable Path context;

  @Option(
      names = "--collections",
      paramLabel = "NAME",
      split = ",",
      description = {
        "Collections whose modules may be used, between commas, or all; default ansible.builtin."
      })
  private List<String> collections = List.of(BUILTIN);

  @Option(
      names = "--refresh-modules",
      description = "Ask ansible-doc again, as after collections were installed.")
  private boolean refresh;

  @Option(
      names = "--near",
      paramLabel = "FILE",
      split = ",",
      description = {
        "Tuning data in which near matches are looked for;",
        "default: what the model's lineage names, where it is still there."
      })
  private List<Path> near = List.of();

  @Mixin private JobArguments job = new JobArguments();

  @Override
  public Integer call() throws Exception {
    String before = context == null ? "" : Files.readString(context);
    AnsibleModules modules = modules(collections, refresh);
    try (TaskModel model = job.open()) {
      AnsibleCoder coder = new AnsibleCoder(model, job.prompt(model, "code-ansible"), modules);
      Result<Code> result = coder.complete(name, before, tuningData(model), () -> false);
      job.print(result, result.value().text().stripTrailing());
      tell(result.value());
      return result.value().problems().isEmpty() ? 0 : Failures.MALFORMED;
    }
  }

  /** The job as it is measured; {@code collections} are an option. */
  static TextJob measured(TaskModel model, JobOptions options) throws IOException {
    List<String> wanted = options.list("collections");
    AnsibleModules modules = modules(wanted.isEmpty() ? List.of(BUILTIN) : wanted, false);
    return MeasuredCoder.open(model, options, modules);
  }

  private static AnsibleModules modules(List<String> collections, boolean refresh)
      throws IOException {
    Optional<Path> program = AnsibleDoc.program();
    if (program.isEmpty()) {
      return AnsibleModules.NONE;
    }
    AnsibleModules all =
        AnsibleDoc.modules(
            program.get(),
            AnsibleDoc.keptIn(Environment.current().home()),
            refresh,
            () ->
                System.err.println(
                    "Reading what Ansible's modules are (once; it may take minutes) ..."));
    return collections.contains("all") ? all : all.only(collections);
  }

  private List<Path> tuningData(TaskModel model) throws IOException {
    if (!near.isEmpty()) {
      return near;
    }
    List<Path> files = new ArrayList<>();
    for (Lineage.Stage stage : Lineage.of(model.generator().file()).stages()) {
      for (Lineage.Data data : stage.data()) {
        Path file = Path.of(data.file());
        if (Files.isRegularFile(file)) {
          files.add(file);
        } else {
          System.err.println("Not looked for near matches in " + file + ": it is not there.");
        }
      }
    }
    return files;
  }

  private static void tell(Code code) {
    if (code.checkedBy().isEmpty()) {
      System.err.println(
          "Checked as YAML only: there is no ansible-doc here to say which modules there are.");
    }
    code.problems().forEach(problem -> System.err.println("bantam: the task " + problem));
    for (NearMatch match : code.near()) {
      System.err.printf(
          Locale.ROOT,
          "Near match in the tuning data: %s (%.0f %% of it), source %s, licence %s%n",
          match.where(),
          100 * match.overlap(),
          stated(match.source()),
          stated(match.licence()));
    }
  }

  private static String stated(String text) {
    return text.isEmpty() ? "not stated" : text;
  }
}
