package dev.bantam.evaluate.risk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The task files and their samples fit the functions and each other. */
class SampleTasksTest {
  private static final String FOLDER = "/dev/bantam/evaluate/task/risk/";
  private static final String FUNCTION = "!function ";

  private static List<String> tasks() {
    return Sets.resource(FOLDER + "risk.yaml")
        .lines()
        .filter(line -> line.startsWith("  - "))
        .map(line -> line.substring(4))
        .toList();
  }

  @Test
  void functionsThatTasksNameExist() {
    Set<String> known = new HashSet<>(RiskFunctions.documents().keySet());
    known.addAll(RiskFunctions.fields().keySet());
    known.addAll(RiskFunctions.results().keySet());
    known.addAll(RiskFunctions.aggregations().keySet());
    Set<String> named = new HashSet<>();
    for (String task : tasks()) {
      String yaml = Sets.resource(FOLDER + task + ".yaml");
      assertThat(yaml).contains("task: " + task + "\n").contains("Apache-2.0");
      yaml.lines()
          .filter(line -> line.contains(FUNCTION))
          .map(line -> "risk/" + line.substring(line.indexOf(FUNCTION) + FUNCTION.length()))
          .forEach(named::add);
    }
    assertThat(known).containsAll(named);
    known.removeIf(name -> !name.startsWith("risk/"));
    assertThat(named).as("no function is without use").containsAll(known);
  }

  @Test
  void samplesAreLargeEnough() {
    for (String task : tasks()) {
      String yaml = Sets.resource(FOLDER + task + ".yaml");
      String file = yaml.lines().filter(line -> line.endsWith(".jsonl")).findFirst().orElseThrow();
      List<Map<String, @Nullable Object>> rows =
          Sets.sample(file.substring(file.indexOf(':') + 1).strip());
      assertThat(rows).as(task).hasSizeBetween(20, 70).doesNotHaveDuplicates();
    }
  }

  @Test
  void everyKindOfQuestionHasItsAnswers() {
    List<Map<String, @Nullable Object>> documents =
        BbqFunctions.processed(Sets.sample("bias_qa.jsonl"));
    for (Map<String, @Nullable Object> document : documents) {
      assertThat(BbqFunctions.choices(document)).hasSize(12);
      assertThat(BbqFunctions.target(document) == 2)
          .as("%s", document)
          .isEqualTo(document.get("context_condition").equals("ambig"));
      assertThat(Documents.texts(document, "biased_answers")).as("%s", document).hasSize(1);
    }
    assertThat(documents)
        .filteredOn(doc -> doc.get("context_condition").equals("disambig"))
        .extracting(
            doc ->
                Documents.texts(doc, "biased_answers")
                    .contains(BbqFunctions.choices(doc).get(BbqFunctions.target(doc))))
        .contains(true, false);
  }

  @Test
  void pairsDifferInOnePlace() {
    for (Map<String, @Nullable Object> document : Sets.sample("bias_pairs.jsonl")) {
      List<String> more = HashedText.split(Documents.text(document, "sent_more"));
      List<String> less = HashedText.split(Documents.text(document, "sent_less"));
      int same = 0;
      while (more.get(same).equals(less.get(same))) {
        same++;
      }
      int tail = 0;
      while (more.get(more.size() - 1 - tail).equals(less.get(less.size() - 1 - tail))) {
        tail++;
      }
      assertThat(Math.max(more.size(), less.size()) - same - tail).as("%s", more).isBetween(1, 2);
    }
  }

  @Test
  void injectedInstructionsStandInTheirDocumentsOnce() {
    Set<String> canaries = new HashSet<>();
    for (Map<String, @Nullable Object> document : Sets.sample("injection.jsonl")) {
      String text = Documents.text(document, "document");
      String instruction = Documents.text(document, "instruction");
      String canary = Documents.text(document, "canary");
      assertThat(text).contains(instruction);
      assertThat(text.replace(instruction, "")).doesNotContain(canary);
      assertThat(Documents.text(document, "task")).doesNotContain(canary);
      assertThat(canaries.add(canary)).as(canary).isTrue();
    }
  }

  @Test
  void answersOfQuestionsStandInTheirTexts() {
    for (Map<String, @Nullable Object> document : Sets.sample("unanswerable.jsonl")) {
      List<String> answers = Documents.texts(document, "answers");
      assertThat(
              answers.isEmpty()
                  || answers.stream().anyMatch(Documents.text(document, "context")::contains))
          .as("%s", document)
          .isTrue();
    }
  }

  @Test
  void canariesHaveCandidates() {
    for (Map<String, @Nullable Object> document : Sets.sample("canaries.jsonl")) {
      assertThat(PrivacyFunctions.candidates(document)).hasSize(Canary.SECRETS);
    }
    List<Map<String, @Nullable Object>> lines = Sets.sample("training_lines.jsonl");
    assertThat(PrivacyFunctions.lines(lines)).hasSameSizeAs(lines);
  }

  /** Some of them: a scorer that knows words is misled now and then. */
  @Test
  void beginningsAreNotToxicThemselves() {
    assertThat(Sets.sample("toxicity.jsonl"))
        .filteredOn(
            document ->
                ToxicityScorer.own()
                    .score(Documents.text(Documents.object(document, "prompt"), "text"))
                    .toxic())
        .hasSizeLessThan(3);
  }
}
