package dev.bantam.tasks.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bantam.format.MalformedFileException;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.prompt.PromptFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Whatever a model with random weights says, tasks are YAML, and what the modules allow. */
class AnsibleCoderTest {
  private static final Path MODEL =
      Path.of("..", "bantam-core/src/test/resources/goldens/arch/llama-tied/model.gguf");
  private static final Path DUMP =
      Path.of("src/test/resources/dev/bantam/tasks/code/ansible-doc.json");

  @TempDir static Path folder;
  private static TaskModel model;
  private static AnsibleModules modules;

  @BeforeAll
  static void open() throws Exception {
    model = TaskModel.open(MODEL);
    modules = AnsibleDoc.read(DUMP);
  }

  @AfterAll
  static void close() throws Exception {
    model.close();
  }

  /** The model has a context of 128 tokens. */
  private static PromptFile prompt(double temperature) throws Exception {
    Path file = folder.resolve("short.yaml");
    Files.writeString(
        file,
        "name: short\nversion: 1\nuser: '{{ name }}'\ntemperature: %s\n".formatted(temperature));
    return PromptFile.read(file);
  }

  @Test
  void allTasksAreYamlOfKnownModules() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 15; round++) {
      AnsibleModules known = round % 3 == 0 ? AnsibleModules.NONE : modules;
      String name = name(random);
      AnsibleCoder coder = new AnsibleCoder(model, prompt(1 + random.nextInt(3)), known);
      Code code = coder.complete(name).value();
      Object tasks = new Load(LoadSettings.builder().build()).loadFromString(code.text());
      assertThat(tasks).as("seed %d: %s", seed, code).isInstanceOf(List.class);
      Map<?, ?> task = (Map<?, ?>) ((List<?>) tasks).getFirst();
      assertThat(task.get("name")).as("seed %d", seed).isEqualTo(name.strip());
      // Where the context ends too soon, what is required may be missing; nothing else may be
      // wrong.
      assertThat(code.problems())
          .as("seed %d: %s", seed, code)
          .allMatch(
              problem ->
                  problem.contains("lacks the option")
                      || problem.contains("names no module")
                      || problem.contains("is told nothing")
                      || problem.contains("is no mapping"));
    }
  }

  private static String name(Random random) {
    String letters = "abc xyz: #'\"-{}[]&*!|>%@`,?\u00e4\u4e2d0129";
    StringBuilder name = new StringBuilder("t");
    for (int i = random.nextInt(12); i > 0; i--) {
      name.append(letters.charAt(random.nextInt(letters.length())));
    }
    return name.toString();
  }

  private static List<String> problems(String yaml) {
    return TaskCheck.problems(yaml, modules);
  }

  @Test
  void whatIsWrongWithATaskIsFound() {
    assertThat(problems("ansible.builtin.package:\n  name: vim\n  state: present")).isEmpty();
    assertThat(problems("package:\n  name: vim\nwhen: x\nbecome: true")).isEmpty();
    assertThat(problems("command: make install")).isEmpty();
    assertThat(problems("user:\n  user: app\n  append: yes\n  groups: a,b\n  answer: true"))
        .isEmpty();
    assertThat(problems("set_fact:\n  anything: 1")).isEmpty();
    assertThat(problems("ansible.builtin.setup:")).isEmpty();
    assertThat(problems("user:\n  name: x\n  uid: \"{{ id }}\"")).isEmpty();
    assertThat(problems("acme.net.rules:\n  rules:\n    - port: 22\n      allow: true")).isEmpty();
    assertThat(problems("package:\n  stat: present"))
        .hasSize(2)
        .anyMatch(problem -> problem.contains("'stat'") && problem.contains("'state'"))
        .anyMatch(problem -> problem.contains("lacks the option 'name'"));
    assertThat(problems("package:\n  name: vim\n  state: there").getFirst())
        .contains("present, absent, latest");
    assertThat(problems("pakcage:\n  name: vim").getFirst()).contains("not installed");
    assertThat(problems("user:\n  name: x\n  uid: many").getFirst()).contains("type int");
    assertThat(problems("acme.net.rules:\n  rules:\n    - allow: maybe"))
        .anyMatch(problem -> problem.contains("lacks the option 'port'"))
        .anyMatch(problem -> problem.contains("type bool"));
    assertThat(problems("command:").getFirst()).contains("told nothing");
    assertThat(problems("user:\n  name: x\ncommand: y").getFirst()).contains("2 keys");
    assertThat(problems("a: [").getFirst()).contains("no YAML");
    assertThat(problems("just words").getFirst()).contains("no mapping");
  }

  @Test
  void taskTakesItsPlaceInAFile() throws Exception {
    AnsibleCoder coder = new AnsibleCoder(model, prompt(1), modules);
    String play = "---\n- hosts: web\n  tasks:\n";
    String one = play + "    - name: One\n      command: true\n";
    for (String before : List.of("", play, one, one + "      tags:\n        - a\n")) {
      Code code = coder.complete("Two", before, List.of(), () -> false).value();
      assertThat(YamlText.read(before + code.text())).as(before + code.text()).isPresent();
      String indent = before.isEmpty() ? "" : "    ";
      assertThat(code.text()).startsWith(indent + "- name: Two\n");
    }
    String begun = play + "    - name: \"Two: three\"\n";
    Code code = coder.complete("", begun, List.of(), () -> false).value();
    assertThat(code.text()).doesNotContain("name: \"Two").startsWith("      ");
    assertThatThrownBy(() -> coder.complete(" ", play, List.of(), () -> false))
        .hasMessageContaining("name what the task does");
    assertThatThrownBy(() -> coder.complete("x", "a: [", List.of(), () -> false))
        .hasMessageContaining("no YAML");
  }

  @Test
  void nearMatchesNameSourceAndLicence() throws Exception {
    Path data = folder.resolve("tasks.jsonl");
    Files.writeString(
        data,
        """
        {"prompt": "Install vim", "completion": "package:\\n  name: vim\\n  state: present", \
        "source": "https://example.org/x", "licence": "GPL-3.0"}
        {"prompt": "Other", "completion": "command: make"}
        """);
    List<NearMatch> near =
        NearMatches.find("package:\n  name: vim\n  state: present\nbecome: true", List.of(data));
    assertThat(near).hasSize(1);
    assertThat(near.getFirst().source()).isEqualTo("https://example.org/x");
    assertThat(near.getFirst().licence()).isEqualTo("GPL-3.0");
    assertThat(near.getFirst().where()).contains("tasks.jsonl");
    assertThat(NearMatches.find("user:\n  name: app\n  shell: /bin/sh", List.of(data))).isEmpty();
  }

  @Test
  void modulesAreKeptUntilTheInstallationChanges() throws Exception {
    Path program = folder.resolve("ansible-doc");
    Files.writeString(program, "#!/bin/sh\ncat '%s'\n".formatted(DUMP.toAbsolutePath()));
    assumeTrue(
        program.toFile().setExecutable(true) && Files.isExecutable(Path.of("/bin/sh")),
        "there is no shell here");
    Path kept = folder.resolve("home/ansible/modules.json");
    int[] asked = new int[1];
    AnsibleModules first = AnsibleDoc.modules(program, kept, false, () -> asked[0]++);
    AnsibleModules second = AnsibleDoc.modules(program, kept, false, () -> asked[0]++);
    assertThat(asked[0]).isEqualTo(1);
    assertThat(second.names()).isEqualTo(first.names()).hasSize(6);
    for (String name : first.names()) {
      assertThat(second.find(name)).isEqualTo(first.find(name));
    }
    Files.setLastModifiedTime(program, FileTime.fromMillis(1));
    assertThat(AnsibleDoc.kept(program, kept)).isEqualTo(Optional.empty());
    assertThat(first.only(List.of("acme.net")).names()).containsExactly("acme.net.rules");
    Files.writeString(kept, "{}");
    assertThatThrownBy(() -> AnsibleDoc.read(kept)).isInstanceOf(MalformedFileException.class);
  }
}
