package dev.bantam.tasks.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.batch.BatchJournal;
import dev.bantam.tasks.classify.Classifier;
import dev.bantam.tasks.classify.ClassifyOptions;
import dev.bantam.tasks.document.Document;
import dev.bantam.tasks.extract.Extractor;
import dev.bantam.tasks.extract.RecordSchema;
import dev.bantam.tasks.prompt.PromptFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalyzerTest {
  private static final Path MODEL =
      Path.of("../bantam-core/src/test/resources/goldens/arch/llama-tied/model.gguf");

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
  private PromptFile prompt(String job, String more) throws IOException {
    String yaml = "{name: %s, version: 1, user: '{{ text }}', %s}".formatted(job, more);
    return PromptFile.read(Files.writeString(folder.resolve(job + ".yaml"), yaml));
  }

  @Test
  void aModelLabelsDocuments() throws IOException {
    try (TaskModel model = TaskModel.open(MODEL)) {
      Classifier classifier =
          new Classifier(
              model, ClassifyOptions.of(List.of("a", "b")), prompt("classify", "max_tokens: 1"));
      List<Document> documents = List.of(Document.text("x", "one"), Document.text("y", "two"));
      Analysis found = Analyzer.DEFAULT.with(model, classifier).analyze(documents).value();
      assertThat(found.labels().values().stream().mapToInt(n -> n).sum()).isEqualTo(2);
      assertThat(found.table()).allMatch(row -> row.containsKey("probability"));
      assertThat(AnalysisPage.html("t", found)).contains("<figcaption>Labels");
    }
  }

  /** An analysis that is stopped again and again ends as one that nobody disturbs. */
  @Test
  void stoppedAnalysisGoesOn() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      documents.add(Document.text("d" + i, "za\u017c\u00f3\u0142\u0107 " + random.nextInt(1000)));
    }
    Path output = folder.resolve("out.csv");
    try (TaskModel model = TaskModel.open(MODEL)) {
      RecordSchema schema =
          RecordSchema.of(
              "schema.json",
              """
              {"type": "object", "required": ["a", "b"], "additionalProperties": false,
               "properties": {"a": {"type": "boolean"}, "b": {"type": "integer"}}}\
              """);
      Analyzer analyzer =
          Analyzer.DEFAULT
              .with(
                  model,
                  new Classifier(
                      model,
                      ClassifyOptions.of(List.of("a", "b")),
                      prompt("classify", "max_tokens: 1")))
              .with(model, new Extractor(model, schema, prompt("extract", "max_tokens: 24")));
      Result<Analysis> whole = analyzer.analyze(documents);
      long earlier = 0;
      int stops = 0;
      for (boolean over = false; !over; stops++) {
        AtomicInteger chunks = new AtomicInteger();
        List<Integer> told = new ArrayList<>();
        try (BatchJournal journal = analyzer.journal(documents, output, false)) {
          assertThat(journal.rows()).as("seed %d", seed).isGreaterThanOrEqualTo(earlier);
          earlier = journal.rows();
          BooleanSupplier stop = () -> chunks.get() > 2;
          IntConsumer done =
              count -> {
                told.add(count);
                chunks.incrementAndGet();
              };
          Result<Analysis> found = analyzer.analyze(documents, journal, done, stop);
          assertThat(found.value()).as("seed %d", seed).isEqualTo(whole.value());
          assertThat(found.usage().answerTokens()).isEqualTo(whole.usage().answerTokens());
          journal.remove();
          over = true;
        } catch (CancellationException e) {
          assertThat(told).as("goes on where it was").startsWith((int) earlier);
        }
      }
      assertThat(stops).as("runs").isGreaterThan(2);
    }
    assertThat(folder.resolve("out.csv.part")).doesNotExist();
  }

  @Test
  void anotherAnalysisIsNotGoneOnWith() throws IOException {
    List<Document> documents = List.of(Document.text("x", "one"), Document.text("y", "two"));
    Path output = folder.resolve("out.csv");
    try (TaskModel model = TaskModel.open(MODEL)) {
      Analyzer labels =
          Analyzer.DEFAULT.with(
              model, new Classifier(model, ClassifyOptions.of(List.of("a", "b"))));
      labels.journal(documents, output, false).close();
      assertThatThrownBy(() -> labels.journal(documents.subList(0, 1), output, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("another input")
          .hasMessageContaining("--restart");
      Analyzer others =
          Analyzer.DEFAULT.with(
              model, new Classifier(model, ClassifyOptions.of(List.of("a", "c"))));
      assertThatThrownBy(() -> others.journal(documents, output, false))
          .hasMessageContaining("another labels");
      others.journal(documents, output, true).close();
    }
    assertThatThrownBy(() -> Analyzer.DEFAULT.journal(documents, output, false))
        .isInstanceOf(IllegalStateException.class);
  }
}
