package dev.bantam.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.TinyModel;
import dev.bantam.generate.sample.SamplingOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Answers that are taken token by token, by readers of every speed. */
@Timeout(60)
class AnswerStreamTest {
  @TempDir private Path folder;
  private Generator generator;

  @BeforeEach
  void open() throws Exception {
    Path file = folder.resolve("tiny.gguf");
    TinyModel.write(file, 1);
    generator = Generator.open(file, Generator.Options.DEFAULT.withParallel(3));
  }

  @AfterEach
  void close() throws Exception {
    generator.close();
  }

  private static Request request(String text, int maxTokens) {
    return Request.builder(Prompt.text(text))
        .sampling(SamplingOptions.GREEDY)
        .maxTokens(maxTokens)
        .build();
  }

  @Test
  void whoDoesNotReadPausesAndKeepsNobodyWaiting() throws Exception {
    String alone = generator.generate(request("slow", 1000)).text();
    try (AnswerStream slow = generator.stream(request("slow", 1000))) {
      assertThat(generator.stream(request("quick", 1500)).answer().tokens()).hasSize(1500);
      assertThat(generator.load()).isEqualTo(new Generator.Load(1, 0));
      StringBuilder text = new StringBuilder();
      for (TokenEvent event = slow.next(); event != null; event = slow.next()) {
        text.append(event.text());
      }
      assertThat(text.toString()).isEqualTo(alone);
      assertThat(slow.answer().text()).isEqualTo(alone);
    }
  }

  @Test
  void aCancelledAnswerGivesItsPlaceBack() throws Exception {
    List<AnswerStream> streams = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      streams.add(generator.stream(request("stalled " + i, 4000)));
    }
    AnswerStream waiting = generator.stream(request("waiting", 10));
    AnswerStream abandoned = generator.stream(request("abandoned", 10));
    awaitLoad(3, 2);
    abandoned.close();
    assertThatThrownBy(abandoned::answer).isInstanceOf(CancellationException.class);
    streams.getFirst().close();
    assertThat(streams.getFirst().answer().finish()).isEqualTo(FinishReason.CANCELLED);
    assertThat(waiting.answer().tokens()).hasSize(10);
    streams.forEach(AnswerStream::close);
    awaitLoad(0, 0);
  }

  private void awaitLoad(int running, int waiting) throws InterruptedException {
    while (!generator.load().equals(new Generator.Load(running, waiting))) {
      Thread.sleep(Duration.ofMillis(1));
    }
  }

  @Test
  void reportsWhyThereIsNoAnswer() {
    assertThatThrownBy(() -> generator.stream(request("x".repeat(5000), 1)).answer())
        .isInstanceOf(ContextOverflowException.class);
  }

  @Test
  void promptsAreScoredAsTheScorerDoes() throws Exception {
    int[] tokens = generator.encode(Prompt.text("The quick brown fox"));
    Answer answer =
        generator.stream(
                Request.builder(Prompt.tokens(tokens))
                    .maxTokens(0)
                    .logprobs(2)
                    .promptLogprobs(true)
                    .build())
            .answer();
    float[] scores = generator.score(tokens, 1).logprobs();
    assertThat(answer.promptTop()).hasSize(tokens.length);
    for (int i = 1; i < tokens.length; i++) {
      assertThat(answer.promptLogprobs()[i]).isEqualTo(scores[i - 1]);
      assertThat(answer.promptTop().get(i)).hasSize(2);
      assertThat(answer.promptTop().get(i).getFirst().logprob())
          .isGreaterThanOrEqualTo(answer.promptLogprobs()[i]);
    }
  }
}
