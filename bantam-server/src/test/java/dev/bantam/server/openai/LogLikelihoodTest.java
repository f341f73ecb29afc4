package dev.bantam.server.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bantam.generate.Generator;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.generate.Score;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.server.Http;
import dev.bantam.server.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Scores texts as lm-evaluation-harness does with its model {@code local-completions}. */
class LogLikelihoodTest {
  private static final double TOLERANCE = 1e-5;

  @TempDir private static Path folder;
  private static TestServer server;
  private static Generator generator;

  @BeforeAll
  static void start() throws Exception {
    server = new TestServer(folder);
    generator = Generator.open(folder.resolve("tiny.gguf"));
  }

  @AfterAll
  static void stop() throws Exception {
    generator.close();
    server.close();
  }

  /** A text and what comes after it. */
  private record Pair(int[] context, int[] continuation) {
    int[] all() {
      return IntStream.concat(IntStream.of(context), IntStream.of(continuation)).toArray();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void scoresABatchOfTokensAsTheGeneratorDoes(int maxTokens) throws Exception {
    long seed = new Random().nextLong();
    List<Pair> pairs = pairs(new Random(seed), 9);
    JsonNode answer =
        Http.post(
            server,
            "/v1/completions",
            Map.of(
                "model",
                "tiny",
                "prompt",
                pairs.stream().map(Pair::all).toList(),
                "temperature",
                0,
                "max_tokens",
                maxTokens,
                "logprobs",
                1,
                "seed",
                1234,
                "echo",
                true));
    assertThat(answer.get("choices")).as("seed " + seed).hasSize(pairs.size());
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      JsonNode choice = answer.get("choices").get(i);
      assertThat(choice.get("index").intValue()).isEqualTo(i);
      int to = pair.all().length;
      assertThat(choice.get("logprobs").get("token_logprobs")).hasSize(to + maxTokens);
      compare(choice.get("logprobs"), pair, to, "seed " + seed + ", pair " + i);
    }
  }

  /** What lm-eval takes from a choice: the sum, and whether each token was the likeliest. */
  private static void compare(JsonNode logprobs, Pair pair, int to, String name) {
    Score score = generator.score(pair.all(), pair.context.length);
    boolean greedy = true;
    for (int t = pair.context.length; t < to; t++) {
      double logprob = logprobs.get("token_logprobs").get(t).doubleValue();
      float expected = score.logprobs()[t - pair.context.length];
      assertThat(logprob).as(name).isCloseTo(expected, within(TOLERANCE));
      double best =
          logprobs
              .get("top_logprobs")
              .get(t)
              .valueStream()
              .mapToDouble(JsonNode::doubleValue)
              .max()
              .orElseThrow();
      greedy &= logprob == best;
    }
    assertThat(greedy).as(name).isEqualTo(score.allGreedy());
  }

  /** Every third continuation is what the model would say itself. */
  private static List<Pair> pairs(Random random, int n) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int[] context = random.ints(1 + random.nextInt(40), 32, 127).toArray();
      int[] continuation = random.ints(1 + random.nextInt(8), 32, 127).toArray();
      if (i % 3 == 0) {
        continuation =
            generator
                .generate(
                    Request.builder(Prompt.tokens(context))
                        .sampling(SamplingOptions.GREEDY)
                        .maxTokens(4)
                        .build())
                .tokens();
      }
      pairs.add(new Pair(context, continuation));
    }
    return pairs;
  }

  @Test
  void offsetsCountCharactersOfTheText() throws Exception {
    String prompt = "né€😀!";
    JsonNode choice =
        Http.post(
                server,
                "/v1/completions",
                Map.of(
                    "model",
                    "tiny",
                    "prompt",
                    prompt,
                    "max_tokens",
                    2,
                    "logprobs",
                    0,
                    "echo",
                    true,
                    "temperature",
                    0))
            .get("choices")
            .get(0);
    String text = choice.get("text").stringValue();
    assertThat(text).startsWith(prompt).hasSize(prompt.length() + 2);
    JsonNode columns = choice.get("logprobs");
    // n, 2 bytes, 3 bytes, 4 bytes, !, and two that were generated
    assertThat(columns.get("text_offset").valueStream().map(JsonNode::intValue))
        .containsExactly(0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 5, 6);
    assertThat(columns.get("tokens").get(1).stringValue()).isEqualTo("bytes:\\xc3");
    assertThat(columns.get("tokens").get(10).stringValue()).isEqualTo("!");
    assertThat(columns.get("token_logprobs").get(0).isNull()).isTrue();
    assertThat(columns.get("top_logprobs").get(0).isNull()).isTrue();
  }
}
