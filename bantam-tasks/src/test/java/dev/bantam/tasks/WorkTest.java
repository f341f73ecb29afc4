package dev.bantam.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bantam.generate.Answer;
import dev.bantam.generate.Request;
import dev.bantam.tasks.document.Passage;
import dev.bantam.tasks.prompt.PromptFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkTest {
  @TempDir private static Path folder;
  private static TaskModel model;
  private static PromptFile prompt;

  private record Said(String text) implements Described {
    @Override
    public Map<String, Object> fields() {
      return Map.of("text", text);
    }
  }

  @BeforeAll
  static void open() throws IOException {
    model =
        TaskModel.open(
            Path.of("../bantam-core/src/test/resources/goldens/arch/llama-tied/model.gguf"));
    String yaml = "{name: say, version: 2, user: 'Say {{ what }}', max_tokens: 5}";
    prompt = PromptFile.read(Files.writeString(folder.resolve("say.yaml"), yaml));
  }

  @AfterAll
  static void close() throws IOException {
    model.close();
  }

  @Test
  void aResultTellsWhatItTook() {
    Work work = model.begin();
    List<Request> requests =
        List.of("one", "two").stream()
            .map(what -> work.request(prompt, Map.of("what", what)).ignoreEnd(true).build())
            .toList();
    List<Answer> answers = work.ask(requests);
    keepBusy();
    Passage passage = new Passage("a.txt", 3, 0, "Heading", "text");
    Result<Said> result =
        work.result(
            new Said(answers.getFirst().text()), prompt, List.of(new Source(1, passage)), 0.5);
    assertThat(answers.getFirst().text())
        .isEqualTo(model.generator().generate(requests.getFirst()).text());
    assertThat(result.usage().answerTokens()).isEqualTo(10);
    assertThat(result.usage().promptTokens())
        .isEqualTo(answers.stream().mapToInt(Answer::promptTokens).sum());
    assertThat(result.usage().seconds()).isPositive();
    assertThat(result.usage().wattHours()).isPositive();
    assertThat(result.fields().keySet())
        .containsExactly("text", "model", "prompt", "sources", "confidence", "usage");
    assertThat(result.fields()).containsEntry("prompt", "say@2");
    assertThat(result.fields().get("sources"))
        .isEqualTo(
            List.of(
                Map.of(
                    "number",
                    1,
                    "document",
                    "a.txt",
                    "passage",
                    3,
                    "heading",
                    "Heading",
                    "text",
                    "text")));
  }

  /** For longer than the step in which Linux counts a program's processor time, 10 ms. */
  private static void keepBusy() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long until = threads.getCurrentThreadCpuTime() + 30_000_000;
    while (threads.getCurrentThreadCpuTime() < until) {
      Thread.onSpinWait();
    }
  }

  /** The probability of what was said, as scoring finds it. */
  @Test
  void confidenceIsTheMeanProbabilityOfTheWords() {
    Work work = model.begin();
    Request request = work.request(prompt, Map.of("what", "it")).ignoreEnd(true).build();
    Answer answer = work.ask(List.of(request)).getFirst();
    int[] asked = work.encode(prompt, Map.of("what", "it"));
    double total =
        work.score(List.of(dev.bantam.generate.Passage.of(asked, answer.tokens())))
            .getFirst()
            .total();
    assertThat(Work.confidence(answer)).isCloseTo(Math.exp(total / 5), within(1e-4));
  }

  @Test
  void cancelledWorkEnds() {
    Work work = model.begin(() -> true);
    assertThatThrownBy(() -> work.ask(prompt, Map.of("what", "it")))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void whatDoesNotFitTheContextIsSaid() {
    Work work = model.begin();
    String all = "word ".repeat(model.generator().context());
    assertThatThrownBy(() -> work.room(prompt, Map.of("what", all)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("say@2");
    int room = work.room(prompt, Map.of("what", ""));
    assertThat(room).isBetween(33, model.generator().context() - 5);
  }
}
