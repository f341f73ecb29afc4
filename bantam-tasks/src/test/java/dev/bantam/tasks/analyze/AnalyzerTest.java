package dev.bantam.tasks.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.classify.Classifier;
import dev.bantam.tasks.classify.ClassifyOptions;
import dev.bantam.tasks.document.Document;
import dev.bantam.tasks.prompt.PromptFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalyzerTest {
  private static final Map<String, List<String>> SUBJECTS =
      Map.of(
          "sea", List.of("harbour", "tide", "anchor", "sailor", "lighthouse", "fish", "wave"),
          "kitchen", List.of("oven", "flour", "recipe", "butter", "spoon", "dough", "bread"),
          "law", List.of("court", "judge", "contract", "witness", "verdict", "appeal", "clause"));

  @TempDir private Path folder;

  /** Documents of words of one subject each, in a random order. */
  private static List<Document> documents(Random random, List<String> subjects) {
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String subject = subjects.get(i % 3);
      StringBuilder text = new StringBuilder("This was said by Ada Lovelace in Turin. ");
      for (int w = 0; w < 30; w++) {
        List<String> words =
            SUBJECTS.get(random.nextInt(8) == 0 ? subjects.get(random.nextInt(3)) : subject);
        text.append("the ").append(words.get(random.nextInt(words.size()))).append(' ');
      }
      documents.add(Document.text(subject + i, text.append('.').toString()));
    }
    return documents;
  }

  @Test
  void findsTheSubjectsThatDocumentsWereMadeOf() {
    List<String> subjects = List.of("sea", "kitchen", "law");
    for (int i = 0; i < 10; i++) {
      long seed = new Random().nextLong();
      List<Document> documents = documents(new Random(seed), subjects);
      Analyzer analyzer = Analyzer.DEFAULT.with(AnalyzeOptions.DEFAULT.withTopics(3));
      Analysis found = analyzer.analyze(documents).value();
      for (String subject : subjects) {
        List<Integer> own =
            found.documents().stream()
                .filter(d -> d.name().startsWith(subject))
                .map(d -> d.topic().number())
                .distinct()
                .toList();
        assertThat(own).as("seed %d: topics of %s", seed, subject).hasSize(1);
        Topic topic = found.topics().get(own.getFirst() - 1);
        assertThat(SUBJECTS.get(subject))
            .as("seed %d", seed)
            .containsAll(topic.words().subList(0, 3));
        assertThat(topic.documents()).isEqualTo(20);
      }
      assertThat(found.names()).containsEntry("Ada Lovelace", 60).containsEntry("Turin", 60);
      assertThat(analyzer.analyze(documents).value()).isEqualTo(found);
    }
  }

  @Test
  void scansPhrasesAndNames() {
    TextScanner scanned =
        TextScanner.of(
            "The quick brown fox, and a lazy dog's dinner. Yesterday Anna Nowak-Meyer of the NATO"
                + " met him; IN NO EVENT SHALL 42 be liable.\n\nGrüße aus München");
    assertThat(scanned.phrases())
        .contains("quick brown fox", "lazy dog's dinner", "nato met")
        .doesNotContain("the quick brown fox");
    assertThat(scanned.names()).contains("Anna Nowak-Meyer", "NATO").doesNotContain("EVENT", "The");
    assertThat(TextScanner.of("").words()).isEmpty();
    assertThat(TextScanner.of("\ud800 '- \u0301 漢字").words()).contains("漢字");
  }

  @Test
  void oneDocumentOrEmptyOnesAreNoError() throws IOException {
    Analysis one = Analyzer.DEFAULT.analyze(List.of(Document.text("a", "Only one."))).value();
    assertThat(one.topics()).hasSize(1);
    List<Document> empty = List.of(Document.text("a", ""), Document.text("b", "1 2 3"));
    Analysis none = Analyzer.DEFAULT.analyze(empty).value();
    assertThat(none.documents()).hasSize(2);
    assertThat(AnalysisPage.html("<title>", none))
        .contains("&lt;title&gt;")
        .doesNotContain("<title>,");
  }

  /** As the tiny model's context is short. */
  private PromptFile prompt() throws IOException {
    String yaml = "{name: classify, version: 1, user: '{{ text }}', max_tokens: 1}";
    return PromptFile.read(Files.writeString(folder.resolve("classify.yaml"), yaml));
  }

  @Test
  void aModelLabelsDocuments() throws IOException {
    Path file = Path.of("../bantam-core/src/test/resources/goldens/arch/llama-tied/model.gguf");
    try (TaskModel model = TaskModel.open(file)) {
      Classifier classifier =
          new Classifier(model, ClassifyOptions.of(List.of("a", "b")), prompt());
      List<Document> documents = List.of(Document.text("x", "one"), Document.text("y", "two"));
      Analysis found = Analyzer.DEFAULT.with(model, classifier).analyze(documents).value();
      assertThat(found.labels().values().stream().mapToInt(n -> n).sum()).isEqualTo(2);
      assertThat(found.table()).allMatch(row -> row.containsKey("probability"));
      assertThat(AnalysisPage.html("t", found)).contains("<figcaption>Labels");
    }
  }
}
