package dev.bantam.tasks.code;

import dev.bantam.format.Lineage;
import dev.bantam.generate.Answer;
import dev.bantam.generate.FinishReason;
import dev.bantam.generate.constrain.Grammar;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.prompt.PromptFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Completes an Ansible task from its name. The task is always valid YAML; where the installed
 * modules are known, its module is one of them, with options that it has. Nothing is run.
 *
 * <p>It is written line by line, each by a grammar of the lines that may come next: {@link
 * TaskLines}.
 */
public final class AnsibleCoder {
  private static final int LINE_TOKENS = 80;

  /** Lines that may be given up because they do not come to an end. */
  private static final int GIVEN_UP = 2;

  private final TaskModel model;
  private final PromptFile prompt;
  private final AnsibleModules modules;

  /** A coder with the prompt that comes with the program. */
  public AnsibleCoder(TaskModel model, AnsibleModules modules) {
    this(model, model.prompt("code-ansible"), modules);
  }

  /**
   * A coder.
   *
   * @param modules those that tasks may use; {@link AnsibleModules#NONE} if none are known
   */
  public AnsibleCoder(TaskModel model, PromptFile prompt, AnsibleModules modules) {
    this.model = model;
    this.prompt = prompt;
    this.modules = modules;
  }

  /** A task of a name. */
  public Result<Code> complete(String name) throws IOException {
    return complete(name, "", List.of(), () -> false);
  }

  /**
   * A task of a name, to be put at the end of a file.
   *
   * @param name what the task does; may be empty if the file ends with {@code - name: ...}
   * @param before a playbook or list of tasks up to the cursor; may be empty
   * @param tuningData files in which near matches are looked for
   * @throws IllegalArgumentException if there is no name, or the file is no YAML
   * @throws IOException if tuning data cannot be read
   */
  public Result<Code> complete(
      String name, String before, List<Path> tuningData, BooleanSupplier cancelled)
      throws IOException {
    YamlText.problem(before)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException("what stands before is no YAML: " + problem);
            });
    Playbook playbook = Playbook.of(before);
    String wanted = name.isBlank() ? playbook.begun() : name.strip();
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException("name what the task does, such as \"Install nginx\"");
    }
    Work work = model.begin(cancelled);
    List<Answer> answers = new ArrayList<>();
    List<String> lines = write(work, wanted, playbook, answers);
    String code = placed(lines, wanted, playbook, name.isBlank());
    List<String> problems = new ArrayList<>(TaskCheck.problems(String.join("\n", lines), modules));
    YamlText.problem(playbook.text() + code).ifPresent(problems::add);
    List<NearMatch> near = NearMatches.find(String.join("\n", lines), tuningData);
    String checkedBy = modules.isEmpty() ? "" : "ansible-doc";
    double confidence =
        answers.stream().mapToDouble(Work::confidence).filter(p -> p > 0).average().orElse(0);
    return work.result(new Code(code, checkedBy, problems, near), prompt, List.of(), confidence);
  }

  private List<String> write(Work work, String name, Playbook playbook, List<Answer> answers)
      throws IOException {
    TaskLines lines = new TaskLines(modules);
    int[] tokens =
        work.encode(
            prompt, Map.of("name", name, "context", playbook.text().strip(), "tuned", isTuned()));
    int left = Math.min(prompt.maxTokens(), model.generator().context() - tokens.length);
    int givenUp = 0;
    while (left > 0 && givenUp <= GIVEN_UP) {
      Answer answer =
          work.ask(
                  List.of(
                      work.request(prompt, tokens)
                          .maxTokens(Math.min(left, LINE_TOKENS))
                          .grammar(Grammar.gbnf(lines.grammar()))
                          .build()))
              .getFirst();
      left -= Math.max(1, answer.tokens().length);
      String line = answer.text();
      if (answer.finish() == FinishReason.LENGTH && !line.endsWith("\n")) {
        givenUp++;
        lines.giveUp(line);
      } else if (!line.endsWith("\n") || line.isBlank()) {
        break; // the task is over
      } else if (lines.add(line.substring(0, line.length() - 1))) {
        answers.add(answer);
        tokens = joined(tokens, answer.tokens());
      }
    }
    return lines.end();
  }

  private static int[] joined(int[] a, int[] b) {
    int[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }

  /** Whether the model was tuned by the recipe, and so knows its prompt alone. */
  private boolean isTuned() throws IOException {
    return Lineage.of(model.generator().file()).stages().stream()
        .flatMap(stage -> stage.settings().values().stream())
        .anyMatch(value -> value instanceof String text && text.contains("Write an Ansible task"));
  }

  /** The task as it stands in its file. */
  private static String placed(List<String> lines, String name, Playbook playbook, boolean begun) {
    String indent = " ".repeat(playbook.indent());
    StringBuilder code = new StringBuilder();
    if (!begun) {
      code.append(indent).append("- name: ").append(YamlText.scalar(name)).append('\n');
    }
    for (String line : lines) {
      code.append(indent).append("  ").append(line).append('\n');
    }
    return code.toString();
  }
}
