package dev.bantam.server.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionTokenLogprob;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.Embedding;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import dev.bantam.format.Json;
import dev.bantam.generate.Answer;
import dev.bantam.generate.Prompt;
import dev.bantam.server.Http;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** OpenAI's own client for Java. */
class OpenAiJavaTest extends ClientTest {
  private static OpenAIClient client;

  @BeforeAll
  static void start() {
    client = OpenAIOkHttpClient.builder().baseUrl(base()).apiKey("none").maxRetries(0).build();
  }

  @AfterAll
  static void stop() {
    client.close();
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
  void asksForTheToolThatItMust() throws Exception {
    ChatCompletion completion =
        client
            .chat()
            .completions()
            .create(
                params("What is the weather?")
                    .addTool(weather())
                    .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
                    .maxCompletionTokens(200)
                    .build());
    ChatCompletion.Choice choice = completion.choices().getFirst();
    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    ChatCompletionMessageFunctionToolCall call =
        choice.message().toolCalls().orElseThrow().getFirst().asFunction();
    assertThat(call.function().name()).isEqualTo("weather");
    assertThat(isValid(call.function().arguments())).isTrue();
    // The conversation goes on with the call and what came of it.
    ChatCompletion after =
        client
            .chat()
            .completions()
            .create(
                params("What is the weather?")
                    .addMessage(choice.message())
                    .addMessage(
                        ChatCompletionToolMessageParam.builder()
                            .toolCallId(call.id())
                            .content("fine")
                            .build())
                    .addTool(weather())
                    .toolChoice(ChatCompletionToolChoiceOption.Auto.NONE)
                    .build());
    assertThat(after.choices().getFirst().message().content().orElseThrow()).hasSize(TOKENS);
  }

  private static ChatCompletionFunctionTool weather() throws Exception {
    FunctionParameters.Builder parameters = FunctionParameters.builder();
    for (Map.Entry<String, JsonNode> entry : Http.json(SCHEMA).properties()) {
      parameters.putAdditionalProperty(
          entry.getKey(), JsonValue.from(Json.parse("schema", entry.getValue().toString())));
    }
    return ChatCompletionFunctionTool.builder()
        .function(
            FunctionDefinition.builder().name("weather").parameters(parameters.build()).build())
        .build();
  }

  @Test
  void writesWhatASchemaDescribes() throws Exception {
    ResponseFormatJsonSchema.JsonSchema.Schema.Builder schema =
        ResponseFormatJsonSchema.JsonSchema.Schema.builder();
    for (Map.Entry<String, JsonNode> entry : Http.json(SCHEMA).properties()) {
      schema.putAdditionalProperty(
          entry.getKey(), JsonValue.from(Json.parse("schema", entry.getValue().toString())));
    }
    ChatCompletion completion =
        client
            .chat()
            .completions()
            .create(
                params("What is the weather?")
                    .maxCompletionTokens(200)
                    .responseFormat(
                        ResponseFormatJsonSchema.builder()
                            .jsonSchema(
                                ResponseFormatJsonSchema.JsonSchema.builder()
                                    .name("weather")
                                    .schema(schema.build())
                                    .build())
                            .build())
                    .build());
    ChatCompletion.Choice choice = completion.choices().getFirst();
    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    assertThat(isValid(choice.message().content().orElseThrow())).isTrue();
  }

  @Test
  void showsHowLikelyTokensAre() {
    ChatCompletion.Choice choice =
        client
            .chat()
            .completions()
            .create(params("Hello").logprobs(true).topLogprobs(3).build())
            .choices()
            .getFirst();
    List<ChatCompletionTokenLogprob> tokens =
        choice.logprobs().orElseThrow().content().orElseThrow();
    assertThat(tokens).hasSize(TOKENS);
    assertThat(String.join("", tokens.stream().map(ChatCompletionTokenLogprob::token).toList()))
        .isEqualTo(choice.message().content().orElseThrow());
    assertThat(tokens)
        .allSatisfy(
            token -> {
              assertThat(token.topLogprobs()).hasSize(3);
              assertThat(token.topLogprobs().getFirst().logprob()).isEqualTo(token.logprob());
              assertThat(token.bytes().orElseThrow()).hasSize(1);
            });
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
    Answer answer = answer(Prompt.text("Once upon"));
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
}
