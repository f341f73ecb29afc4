package dev.bantam.tasks.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.document.Passage;
import dev.bantam.tasks.prompt.PromptFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a model says, an answer cites what supports it, or is none. */
class AnswererTest {
  private static final Path LLAMA =
      Path.of("../bantam-core/src/test/resources/goldens/arch/llama-tied/model.gguf");

  private static final List<Hit> HITS =
      List.of(
          hit(7, 0.8, "The lift carries 8 people. It is inspected every March."),
          hit(3, 0.6, "The shop opens at nine o'clock. On Saturdays it closes at 13 o'clock."));

  private static TaskModel model;
  private static PromptFile prompt;

  private static Hit hit(int number, double score, String text) {
    return new Hit(new Passage("house.txt", number, 0, "", text), score);
  }

  @BeforeAll
  static void open(@TempDir Path folder) throws IOException {
    model = TaskModel.open(LLAMA);
    // The tiny model's context holds 128 tokens.
    String text = "name: ask\nversion: 1\nmax_tokens: 8\nuser: '{{ passages }} {{ question }}'\n";
    prompt = PromptFile.read(Files.writeString(folder.resolve("ask.yaml"), text));
  }

  @AfterAll
  static void close() throws IOException {
    model.close();
  }

  private static Answerer saying(String answer) {
    return new Answerer(model, (_, _) -> HITS, prompt, AskOptions.DEFAULT, (_, _) -> answer);
  }

  @Test
  void eachSentenceCitesWhatSaysTheSameWhateverTheModelCited() throws IOException {
    Result<CitedAnswer> result =
        saying("The shop closes at 13 o'clock on Saturdays [1]. The lift carries 8 people [2, 3].")
            .answer("When does the shop close?");
    assertThat(result.value().text())
        .isEqualTo(
            "The shop closes at 13 o'clock on Saturdays. [1] The lift carries 8 people. [2]");
    assertThat(result.sources().getFirst().passage().number()).isEqualTo(3);
    assertThat(result.value().text(result.sources())).contains("Saturdays. [3]", "people. [7]");
    assertThat(result.confidence()).isGreaterThan(0.8);
  }

  @Test
  void aSentenceThatNothingSupportsIsMarkedAndANumberMakesIt() throws IOException {
    CitedAnswer answer =
        saying("The lift carries 8 people. The lift carries 80 people.")
            .answer("How many people fit in the lift?")
            .value();
    assertThat(answer.text())
        .isEqualTo("The lift carries 8 people. [1] The lift carries 80 people. [?]");
    assertThat(answer.quoted()).isFalse();
  }

  @Test
  void theDocumentsAreQuotedWhereTheModelMadeItUp() throws IOException {
    CitedAnswer answer =
        saying("Elephants dance in Paris.").answer("When is the lift inspected?").value();
    assertThat(answer.quoted()).isTrue();
    assertThat(answer.text()).endsWith("[1]");
    assertThat(HITS.getFirst().passage().text()).contains(answer.sentences().getFirst().text());
  }

  @Test
  void aRefusalAndAnIrrelevantPassageAreNoAnswer() throws IOException {
    assertThat(saying("Not in these documents.").answer("Who owns the shop?").value().text())
        .isEqualTo(CitedAnswer.NOT_FOUND);
    AskOptions strict = AskOptions.DEFAULT.withThreshold(0.9);
    Result<CitedAnswer> none = new Answerer(model, (_, _) -> HITS, prompt, strict).answer("Who?");
    assertThat(none.value().found()).isFalse();
    assertThat(none.sources()).isEmpty();
    assertThat(none.usage().promptTokens()).isZero(); // the model was not asked
  }

  @Test
  void aRealModelIsAskedAndCanBeCancelled() throws IOException {
    Answerer answerer = new Answerer(model, (_, _) -> HITS, prompt, AskOptions.DEFAULT);
    Result<CitedAnswer> result = answerer.answer("When is the lift inspected?");
    assertThat(result.usage().promptTokens()).isPositive();
    assertThat(result.prompt()).isEqualTo("ask@1");
    assertThatThrownBy(() -> answerer.answer("When is the lift inspected?", () -> true))
        .isInstanceOf(CancellationException.class);
  }
}
