package dev.bantam.server.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.Embedding;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import dev.bantam.generate.Answer;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Message;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.server.TestServer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's own client for Java. */
class OpenAiJavaTest {
  private static final int TOKENS = 40;

  @TempDir private static Path folder;
  private static TestServer server;
  private static Generator generator;
  private static OpenAIClient client;

  @BeforeAll
  static void start() throws Exception {
    server = new TestServer(folder);
    generator = Generator.open(folder.resolve("tiny.gguf"));
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(server.uri("/v1").toString())
            .apiKey("none")
            .maxRetries(0)
            .build();
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    generator.close();
    server.close();
  }

  @Test
  void listsModels() {
    assertThat(client.models().list().data()).extracting(Model::id).contains("tiny", "other");
    assertThat(client.models().retrieve("tiny").id()).isEqualTo("tiny");
    NotFoundException e =
        catchThrowableOfType(
            NotFoundException.class, () -> client.models().retrieve("no/such:model"));
    assertThat(e.code()).contains("model_not_found");
  }

  @Test
  void answersAsTheGeneratorDoes() {
    ChatCompletion completion = client.chat().completions().create(params("Hello").build());
    Answer answer = answer("Hello");
    ChatCompletion.Choice choice = completion.choices().getFirst();
    assertThat(choice.message().content()).contains(answer.text());
    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
    assertThat(completion.usage().orElseThrow().promptTokens()).isEqualTo(answer.promptTokens());
    assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(TOKENS);
  }

  @Test
  void streamsTheSameText() {
    ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
    ChatCompletionStreamOptions usage =
        ChatCompletionStreamOptions.builder().includeUsage(true).build();
    try (StreamResponse<ChatCompletionChunk> stream =
        client
            .chat()
            .completions()
            .createStreaming(params("Hello").n(3).streamOptions(usage).build())) {
      stream.stream().forEach(accumulator::accumulate);
    }
    ChatCompletion completion = accumulator.chatCompletion();
    assertThat(completion.choices())
        .hasSize(3)
        .allSatisfy(
            choice -> assertThat(choice.message().content()).contains(answer("Hello").text()));
    assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(3 * TOKENS);
  }

  @Test
  void saysWhatIsWrong() {
    BadRequestException e =
        catchThrowableOfType(
            BadRequestException.class,
            () -> client.chat().completions().create(params("Hello").n(9).build()));
    assertThat(e.param()).contains("n");
    assertThat(e).hasMessageContaining("n must be a whole number from 1 to 8");
    e =
        catchThrowableOfType(
            BadRequestException.class,
            () -> client.chat().completions().create(params("x".repeat(5000)).build()));
    assertThat(e.code()).contains("context_length_exceeded");
    assertThat(e).hasMessageContaining("4096");
  }

  @Test
  void completesTexts() {
    Completion completion =
        client
            .completions()
            .create(
                CompletionCreateParams.builder()
                    .model("tiny")
                    .prompt("Once upon")
                    .temperature(0)
                    .maxTokens(TOKENS)
                    .build());
    Answer answer =
        generator.generate(
            Request.builder(Prompt.text("Once upon"))
                .sampling(SamplingOptions.GREEDY)
                .maxTokens(TOKENS)
                .build());
    assertThat(completion.choices().getFirst().text()).isEqualTo(answer.text());
  }

  @Test
  void embedsTextsAndTokens() {
    EmbeddingCreateParams.Builder params = EmbeddingCreateParams.builder().model("tiny");
    List<Embedding> embeddings =
        client
            .embeddings()
            .create(params.inputOfArrayOfStrings(List.of("a cat", "b")).build())
            .data();
    List<float[]> expected = generator.embedAll(List.of("a cat", "b"), generator.pooling(), true);
    for (int i = 0; i < 2; i++) {
      assertThat(floats(embeddings.get(i))).containsExactly(expected.get(i));
    }
    List<Long> tokens =
        Arrays.stream(generator.tokenizer().encode("a cat", true, false))
            .asLongStream()
            .boxed()
            .toList();
    Embedding ofTokens =
        client
            .embeddings()
            .create(
                params
                    .inputOfArrayOfTokens(tokens)
                    .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                    .build())
            .data()
            .getFirst();
    assertThat(floats(ofTokens)).containsExactly(expected.getFirst());
    Embedding shortened =
        client.embeddings().create(params.input("a cat").dimensions(8).build()).data().getFirst();
    float[] floats = floats(shortened);
    assertThat(floats).hasSize(8);
    double squares = 0;
    for (float x : floats) {
      squares += x * x;
    }
    assertThat(squares).isCloseTo(1, within(1e-5));
  }

  private static float[] floats(Embedding embedding) {
    float[] floats = new float[embedding.embedding().size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = embedding.embedding().get(i);
    }
    return floats;
  }

  private static ChatCompletionCreateParams.Builder params(String text) {
    return ChatCompletionCreateParams.builder()
        .model("tiny")
        .addUserMessage(text)
        .temperature(0)
        .maxCompletionTokens(TOKENS);
  }

  private static Answer answer(String text) {
    return generator.generate(
        Request.builder(Prompt.chat(List.of(Message.user(text))))
            .sampling(SamplingOptions.GREEDY)
            .maxTokens(TOKENS)
            .build());
  }
}
