package dev.bantam.evaluate.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.evaluate.contestant.Context;
import dev.bantam.evaluate.contestant.Query;
import dev.bantam.evaluate.task.function.CodeFunctions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every built-in task with the rows that come with it. prompts.json holds what
 * lm-evaluation-harness 0.4.13 asks for the same files and rows (few-shot seed 1234): the first
 * question with examples, and a digest of all questions.
 */
class BuiltInTasksTest {
  private static final JsonNode PROMPTS = prompts();

  private static JsonNode prompts() {
    try (InputStream in = BuiltInTasksTest.class.getResourceAsStream("prompts.json")) {
      return new JsonMapper().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** All tasks, those that are written out within groups too. */
  private static Map<String, Task> tasks() throws IOException {
    TaskCatalogue catalogue = TaskCatalogue.of(List.of(), CodeFunctions.Runner.REFUSED);
    Map<String, Task> tasks = new LinkedHashMap<>();
    for (String name : catalogue.names().keySet()) {
      catalogue.find(name).all().forEach(task -> tasks.put(task.name(), task));
    }
    tasks.values().removeIf(BuiltInTasksTest::isTestedElsewhere);
    return tasks;
  }

  private static boolean isTestedElsewhere(Task task) {
    Path folder = task.settings().file().getParent().getFileName();
    return folder.toString().equals("risk") || folder.toString().equals("code");
  }

  @Test
  void allAreKnown() throws IOException {
    assertThat(tasks().keySet()).containsExactlyInAnyOrderElementsOf(PROMPTS.propertyNames());
  }

  @Test
  void eachSaysWhereItsDataComesFromAndUnderWhichLicence() throws IOException {
    for (Task task : tasks().values()) {
      Settings metadata = task.settings().map("metadata");
      assertThat(metadata.text("licence")).as(task.name()).isNotEmpty();
      assertThat(metadata.text("source")).as(task.name()).matches("Bantam|https://.*");
      assertThat(metadata.text("version")).as(task.name()).isNotEmpty();
    }
  }

  @TestFactory
  Stream<DynamicTest> promptsAreThoseOfLmEval() throws IOException {
    return tasks().values().stream()
        .filter(task -> PROMPTS.has(task.name()))
        .map(task -> DynamicTest.dynamicTest(task.name(), () -> compare(task)));
  }

  private static void compare(Task task) throws IOException {
    JsonNode expected = PROMPTS.get(task.name());
    List<String> asked = List.of();
    for (String fewshots : expected.propertyNames()) {
      if (!fewshots.equals("first")) {
        asked = asked(task, Integer.parseInt(fewshots));
      }
    }
    if (expected.has("first")) {
      JsonNode first = expected.get("first");
      assertThat(asked.getFirst())
          .isEqualTo(first.get(0).stringValue() + "\0" + first.get(1).stringValue());
    }
    for (String fewshots : expected.propertyNames()) {
      if (!fewshots.equals("first")) {
        assertThat(digest(String.join("\n", asked(task, Integer.parseInt(fewshots)))))
            .as("all questions with %s examples", fewshots)
            .isEqualTo(expected.get(fewshots).stringValue());
      }
    }
  }

  private static List<String> asked(Task task, int fewshots) throws IOException {
    PromptOptions options = new PromptOptions(fewshots, 1234, false, null, false);
    List<String> asked = new ArrayList<>();
    for (Paper.Question question : paper(task, options).questions()) {
      question.queries().forEach(query -> asked.add(asked(query)));
    }
    return asked;
  }

  private static Paper paper(Task task, PromptOptions options) throws IOException {
    Documents documents =
        Documents.of(
            task.data(),
            (path, name, split) -> {
              throw new AssertionError("asks for " + path);
            },
            true);
    return Paper.of(task, documents, options, Integer.MAX_VALUE);
  }

  private static String asked(Query query) {
    return switch (query) {
      case Query.Likelihood(Context context, String continuation) ->
          context.shown() + "\0" + continuation;
      case Query.Rolling(String text) -> text + "\0";
      case Query.Generate generate -> generate.context().shown() + "\0";
    };
  }

  private static String digest(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> targetsAreAmongTheChoices() throws IOException {
    return tasks().values().stream()
        .map(task -> DynamicTest.dynamicTest(task.name(), () -> checkTargets(task)));
  }

  private static void checkTargets(Task task) throws IOException {
    for (Paper.Question question : paper(task, PromptOptions.DEFAULT).questions()) {
      Map<String, @Nullable Object> document = question.document();
      Field choices = task.choices();
      Object target = task.target().target(document, choices != null);
      if (choices == null) {
        assertThat(target.toString()).isNotBlank();
        continue;
      }
      List<String> given = choices.choices(document);
      assertThat(given).doesNotHaveDuplicates().noneMatch(String::isBlank);
      boolean each = task.asksEachChoice(document);
      Object right = each ? task.text().question(document, true) : target;
      assertThat(right).isInstanceOf(Long.class);
      assertThat((Long) right).isBetween(0L, given.size() - 1L);
    }
  }

  /** Members of groups stand there by their group. */
  @Test
  void allAreDescribed() throws IOException {
    String page = Files.readString(Path.of("../docs/eval-tasks-builtin.md"));
    assertThat(tasks().values())
        .filteredOn(task -> !task.settings().where().contains("task["))
        .allMatch(task -> page.contains("`" + task.name() + "`"));
  }
}
