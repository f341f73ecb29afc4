package dev.bantam.tasks.summarize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.format.Json;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.document.Block;
import dev.bantam.tasks.document.Document;
import dev.bantam.tasks.document.Passage;
import dev.bantam.tasks.prompt.PromptFile;
import dev.bantam.tasks.summarize.SummaryOptions.Style;
import dev.bantam.tasks.summarize.SummaryOptions.Unit;
import dev.bantam.tasks.summarize.SummaryOptions.Unsupported;
import dev.bantam.tasks.trace.Support;
import dev.bantam.tasks.trace.Traced;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummarizerTest {
  @TempDir private static Path folder;
  private static TaskModel model;

  /** Short, as the model has a context of 128 tokens. */
  private static PromptFile prompt;

  @BeforeAll
  static void open() throws IOException {
    model =
        TaskModel.open(
            Path.of("../bantam-core/src/test/resources/goldens/arch/llama-tied/model.gguf"));
    String yaml = "{name: short, version: 1, user: '{{ document }}', max_tokens: 12}";
    prompt = PromptFile.read(Files.writeString(folder.resolve("short.yaml"), yaml));
  }

  @AfterAll
  static void close() throws IOException {
    model.close();
  }

  private static Summarizer quiet() {
    return new Summarizer(model, prompt, (_, _) -> {});
  }

  /** Texts and their summaries, written by people: Bantam's own. */
  private static List<Map<String, Object>> pairs() throws IOException {
    String name = "/dev/bantam/evaluate/task/summarize/test.jsonl";
    List<Map<String, Object>> pairs = new ArrayList<>();
    try (InputStream in = SummarizerTest.class.getResourceAsStream(name)) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : all.lines().toList()) {
        pairs.add(Json.parseObject(name, line));
      }
    }
    return pairs;
  }

  private static Support support(String text) {
    return new Support(List.of(new Passage("a.txt", 1, 0, "", text)), false);
  }

  @Test
  void summariesBelongToTheirOwnTexts() throws IOException {
    List<Map<String, Object>> pairs = pairs();
    int own = 0;
    int foreign = 0;
    for (Map<String, Object> text : pairs) {
      Support support = support(String.valueOf(text.get("source")));
      for (Map<String, Object> summary : pairs) {
        boolean supported = support.traced(String.valueOf(summary.get("summary"))).supported();
        own += supported && text.equals(summary) ? 1 : 0;
        foreign += supported && !text.equals(summary) ? 1 : 0;
      }
    }
    assertThat(own).isGreaterThanOrEqualTo(18);
    assertThat(foreign).isZero();
  }

  @Test
  void otherNumbersAreNotSupported() {
    Support support = support("The bridge at Castel is closed from 3 to 17 May for 410,000 euros.");
    assertThat(support.traced("The bridge at Castel is closed from 3 May.").supported()).isTrue();
    assertThat(support.traced("The bridge is closed for 410000 euros.").supported()).isTrue();
    assertThat(support.traced("The bridge at Castel is closed from 4 May.").supported()).isFalse();
    assertThat(support.traced("Elephants fly.").sources()).isEmpty();
  }

  @Test
  void sentencesAreTracedToTheirPassages() {
    List<Passage> passages = new ArrayList<>();
    List<String> about = List.of("apples and pears", "ferries and harbours", "bolts and bridges");
    for (String topic : about) {
      passages.add(
          new Passage(
              "a",
              passages.size() + 1,
              0,
              "",
              "This part of the report is on %s.".formatted(topic)));
    }
    Support support = new Support(passages, false);
    assertThat(support.traced("The report tells of bridges and their bolts.").sources())
        .containsExactly(3);
    assertThat(support.traced("Pears are in this part.").sources()).containsExactly(1);
  }

  @Test
  void extractsAreTheDocumentsOwnSentences() {
    Document document =
        Document.text(
            "a.txt",
            """
            The council met on Monday. The new harbour bridge will open in May after two years of work.

            The harbour bridge cost nine million euros, which the council of the region pays. A dog barked.

            The new harbour bridge will open in May, after two years of work. Trees were planted near the school.
            """);
    SummaryOptions options = SummaryOptions.DEFAULT.withLength(2, Unit.SENTENCES);
    Result<Summary> result = Summarizer.extract(document, options);
    assertThat(result.value().sentences())
        .hasSize(2)
        .allMatch(sentence -> document.text().contains(sentence.text()))
        .allMatch(Traced::supported)
        .extracting(Traced::text)
        .anyMatch(text -> text.contains("harbour bridge"))
        .doesNotHaveDuplicates();
    assertThat(result.model()).isEmpty();
    assertThat(result.confidence()).isEqualTo(1.0);
    assertThat(result.value().text(true)).contains("[1]");
    Summary words = Summarizer.extract(document, options.withLength(5, Unit.WORDS)).value();
    assertThat(words.sentences()).hasSize(1);
  }

  private static Document longDocument() {
    List<Block> blocks = new ArrayList<>();
    for (int section = 1; section <= 6; section++) {
      blocks.add(new Block(Block.Kind.HEADING, 1, section, "Section " + section));
      for (int i = 0; i < 8; i++) {
        blocks.add(
            new Block(
                Block.Kind.PARAGRAPH,
                0,
                section,
                "In section %d the paragraph with number %d tells about topic %d."
                    .formatted(section, i, section * 10 + i)));
      }
    }
    return new Document("long.txt", "text/plain", "Long", blocks);
  }

  @Test
  void longDocumentsAreSummarisedByParts() {
    List<String> progress = new ArrayList<>();
    Summarizer summarizer =
        new Summarizer(model, prompt, (done, parts) -> progress.add(done + "/" + parts));
    Result<Summary> result = summarizer.summarize(longDocument(), SummaryOptions.DEFAULT);
    assertThat(progress).isNotEmpty();
    assertThat(result.usage().promptTokens()).isGreaterThan(model.generator().context());
    assertThat(result.prompt()).isEqualTo("short@1");
    // Random weights write nonsense, which no passage supports.
    assertThat(result.value().sentences()).noneMatch(Traced::supported);
    assertThat(result.value().fields()).containsKeys("document", "summary", "sentences");
    Result<Summary> dropped =
        summarizer.summarize(
            longDocument(), SummaryOptions.DEFAULT.withUnsupported(Unsupported.DROP));
    assertThat(dropped.value().sentences()).isEmpty();
    assertThat(dropped.sources()).isEmpty();
  }

  @Test
  void partsAreFewerThanPassagesAndFit() {
    List<Passage> passages = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      passages.add(new Passage("a", i, 0, "Part " + i / 5, "x".repeat(30)));
    }
    List<Passage> parts = Parts.joined(passages, 100, String::length);
    assertThat(parts).hasSizeLessThan(12).allMatch(part -> part.text().length() <= 100);
    assertThat(parts.getFirst().text()).startsWith("Part 0\n");
    assertThat(
            String.join("", parts.stream().map(Passage::text).toList())
                .chars()
                .filter(c -> c == 'x'))
        .hasSize(600);
  }

  @Test
  void workEndsWhenItIsCancelled() {
    assertThatThrownBy(() -> quiet().summarize(longDocument(), SummaryOptions.DEFAULT, () -> true))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void emptyHeadingsAndWrongLengths() {
    Document headings =
        new Document(
            "h", "text/plain", "h", List.of(new Block(Block.Kind.HEADING, 1, 0, "Only this")));
    assertThat(quiet().summarize(headings, SummaryOptions.DEFAULT).value().document())
        .isEqualTo("h");
    assertThat(
            Summarizer.extract(headings, SummaryOptions.DEFAULT.withStyle(Style.EXTRACT))
                .value()
                .text())
        .isEqualTo("Only this");
    assertThatThrownBy(() -> SummaryOptions.DEFAULT.withLength(51, Unit.SENTENCES))
        .hasMessageContaining("from 1 to 50 sentences");
  }
}
