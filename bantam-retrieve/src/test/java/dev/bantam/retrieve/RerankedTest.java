package dev.bantam.retrieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bantam.format.Json;
import dev.bantam.generate.Answer;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.answer.Hit;
import dev.bantam.tasks.answer.Retriever;
import dev.bantam.tasks.document.Passage;
import dev.bantam.tasks.prompt.PromptFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RerankedTest {
  private static final Path GOLDENS = Path.of("../bantam-core/src/test/resources/goldens");
  private static final String QUESTION = "How is the pump greased?";

  private static Hit hit(String text, double score) {
    return new Hit(new Passage("d", 1, 0, "", text), score);
  }

  private static TaskModel open(String model) throws IOException {
    return TaskModel.of("m", Generator.open(GOLDENS.resolve(model)));
  }

  @Test
  void theBestAreJudgedAndTheOthersFollow() throws IOException {
    List<Hit> found = List.of(hit("a", 0.9), hit("bbb", 0.8), hit("bb", 0.7), hit("bbbb", 0.6));
    Retriever index = (_, most) -> found.subList(0, Math.min(most, found.size()));
    Reranker longest =
        (_, passages) -> passages.stream().mapToDouble(text -> text.length() / 10.0).toArray();
    Reranked reranked = new Reranked(index, longest, 3);
    assertThat(reranked.retrieve("q", 9))
        .containsExactly(found.get(1), found.get(2), found.get(0), found.get(3));
    assertThat(reranked.retrieve("q", 2)).containsExactly(found.get(1), found.get(2));
    assertThat(new Reranked((_, _) -> List.of(), longest, 3).retrieve("q", 2)).isEmpty();
  }

  @Test
  void aCrossEncoderJudgesAsTransformersDoes() throws IOException {
    List<String> passages = new ArrayList<>();
    List<Double> expected = new ArrayList<>();
    String golden = Files.readString(GOLDENS.resolve("rank/bert/golden.json"));
    for (Object item : (List<?>) ((Map<?, ?>) Json.parse("golden", golden)).get("cases")) {
      if (item instanceof Map<?, ?> one && QUESTION.equals(one.get("query"))) {
        passages.add(String.valueOf(one.get("document")));
        expected.add(((Number) one.get("score")).doubleValue());
      }
    }
    assertThat(passages).hasSizeGreaterThan(2);
    try (TaskModel model = open("rank/bert")) {
      double[] relevance = Reranker.of(model).relevance(QUESTION, passages);
      for (int i = 0; i < relevance.length; i++) {
        assertThat(relevance[i]).as(passages.get(i)).isCloseTo(expected.get(i), within(1e-5));
      }
      List<String> endless = List.of("Grease ".repeat(9000));
      assertThat(Reranker.of(model).relevance("why ".repeat(5000), endless)).hasSize(1);
    }
  }

  @Test
  void aLanguageModelJudgesByHowLikelyTheQuestionIs() throws IOException {
    try (TaskModel model = open("arch/llama-tied/model.gguf")) {
      List<String> passages = List.of("Grease it every month.", "A heron.", "word ".repeat(5000));
      double[] relevance = Reranker.of(model).relevance(QUESTION, passages);
      PromptFile prompt = model.prompt("rerank");
      for (int i = 0; i < 2; i++) {
        int[] whole = model.begin().encode(prompt, Map.of("passage", passages.get(i)), QUESTION);
        Answer answer =
            model
                .generator()
                .generate(
                    Request.builder(Prompt.tokens(whole))
                        .maxTokens(0)
                        .promptLogprobs(true)
                        .build());
        int from = model.begin().encode(prompt, Map.of("passage", passages.get(i))).length;
        double sum = 0;
        for (int at = from; at < whole.length; at++) {
          sum += answer.promptLogprobs()[at];
        }
        assertThat(relevance[i])
            .isCloseTo(Math.exp(sum / (whole.length - from)), within(1e-4 * relevance[i]));
      }
      assertThat(relevance[2]).isBetween(0.0, 1.0); // as much of it as there is room for
      assertThat(Reranker.of(model).relevance("why ".repeat(5000), passages)).hasSize(3);
    }
  }

  @Test
  void anEncoderOfSentencesCannot() throws IOException {
    try (TaskModel model = open("arch/bert/model.gguf")) {
      assertThatThrownBy(() -> Reranker.of(model))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cross-encoder");
    }
  }
}
