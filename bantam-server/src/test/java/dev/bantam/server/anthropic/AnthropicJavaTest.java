package dev.bantam.server.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import dev.bantam.generate.Answer;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Message;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.server.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anthropic's own client for Java. */
class AnthropicJavaTest {
  private static final int TOKENS = 40;
  private static final Tool WEATHER =
      Tool.builder()
          .name("weather")
          .description("Tells the weather")
          .inputSchema(
              Tool.InputSchema.builder()
                  .properties(
                      Tool.InputSchema.Properties.builder()
                          .putAdditionalProperty(
                              "city", JsonValue.from(Map.of("enum", List.of("Oslo", "Rome"))))
                          .build())
                  .addRequired("city")
                  .build())
          .build();

  @TempDir private static Path folder;
  private static TestServer server;
  private static Generator generator;
  private static AnthropicClient client;

  @BeforeAll
  static void start() throws Exception {
    server = new TestServer(folder);
    generator = Generator.open(folder.resolve("tiny.gguf"));
    client =
        AnthropicOkHttpClient.builder()
            .baseUrl(server.uri("").toString())
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

  private static MessageCreateParams.Builder params(String text) {
    return MessageCreateParams.builder()
        .model("tiny")
        .maxTokens(TOKENS)
        .putAdditionalBodyProperty("temperature", JsonValue.from(0))
        .system("Be brief.")
        .addUserMessage(text);
  }

  private static Answer answer(String text) {
    List<Message> messages = List.of(Message.system("Be brief."), Message.user(text));
    return generator.generate(
        Request.builder(Prompt.chat(messages))
            .sampling(SamplingOptions.GREEDY)
            .maxTokens(TOKENS)
            .build());
  }

  @Test
  void answersAsTheGeneratorDoes() {
    com.anthropic.models.messages.Message message =
        client.messages().create(params("Hello").build());
    Answer answer = answer("Hello");
    assertThat(message.content().getFirst().asText().text()).isEqualTo(answer.text());
    assertThat(message.stopReason()).contains(StopReason.MAX_TOKENS);
    long cached = message.usage().cacheReadInputTokens().orElseThrow();
    assertThat(message.usage().inputTokens() + cached).isEqualTo(answer.promptTokens());
    assertThat(message.usage().outputTokens()).isEqualTo(TOKENS);
  }

  @Test
  void streamsTheSame() {
    MessageAccumulator all = MessageAccumulator.create();
    List<String> deltas = new ArrayList<>();
    try (StreamResponse<RawMessageStreamEvent> stream =
        client.messages().createStreaming(params("Hello").build())) {
      stream.stream()
          .map(all::accumulate)
          .flatMap(event -> event.contentBlockDelta().stream())
          .flatMap(event -> event.delta().text().stream())
          .forEach(delta -> deltas.add(delta.text()));
    }
    Answer answer = answer("Hello");
    assertThat(deltas).hasSizeGreaterThan(TOKENS / 2);
    assertThat(String.join("", deltas)).isEqualTo(answer.text());
    assertThat(all.message().content().getFirst().asText().text()).isEqualTo(answer.text());
    assertThat(all.message().stopReason()).contains(StopReason.MAX_TOKENS);
    assertThat(all.message().usage().outputTokens()).isEqualTo(TOKENS);
  }

  @Test
  void stopsAtASequence() {
    String stop = answer("Hello").text().substring(5, 8);
    com.anthropic.models.messages.Message message =
        client.messages().create(params("Hello").stopSequences(List.of(stop)).build());
    assertThat(message.stopReason()).contains(StopReason.STOP_SEQUENCE);
    assertThat(message.stopSequence()).contains(stop);
  }

  @Test
  void mustUseATool() {
    MessageCreateParams.Builder params =
        params("Rain?").maxTokens(400).addTool(WEATHER).toolToolChoice("weather");
    com.anthropic.models.messages.Message message = client.messages().create(params.build());
    assertThat(message.stopReason()).contains(StopReason.TOOL_USE);
    ToolUseBlock use = message.content().getFirst().asToolUse();
    assertThat(use.name()).isEqualTo("weather");
    Map<?, ?> input = use._input().convert(Map.class);
    assertThat(input.get("city")).isIn("Oslo", "Rome");

    MessageAccumulator all = MessageAccumulator.create();
    try (StreamResponse<RawMessageStreamEvent> stream =
        client.messages().createStreaming(params.build())) {
      stream.stream().forEach(all::accumulate);
    }
    Map<?, ?> streamed = all.message().content().getFirst().asToolUse()._input().convert(Map.class);
    assertThat(streamed.equals(input)).as("%s, %s", streamed, input).isTrue();

    com.anthropic.models.messages.Message next =
        client
            .messages()
            .create(
                params("Rain?")
                    .addTool(WEATHER)
                    .addMessage(message)
                    .addUserMessageOfContentBlockParams(
                        List.of(
                            ContentBlockParam.ofToolResult(
                                ToolResultBlockParam.builder()
                                    .toolUseId(use.id())
                                    .content("dry")
                                    .build())))
                    .build());
    assertThat(next.usage().outputTokens()).isEqualTo(TOKENS);
  }

  @Test
  void answersInAForm() {
    JsonOutputFormat.Schema schema =
        JsonOutputFormat.Schema.builder()
            .putAdditionalProperty("enum", JsonValue.from(List.of("yes", "no")))
            .build();
    OutputConfig config =
        OutputConfig.builder().format(JsonOutputFormat.builder().schema(schema).build()).build();
    com.anthropic.models.messages.Message message =
        client.messages().create(params("Rain?").outputConfig(config).build());
    assertThat(message.content().getFirst().asText().text()).isIn("\"yes\"", "\"no\"");
    assertThat(message.stopReason()).contains(StopReason.END_TURN);
  }

  @Test
  void countsTokens() {
    MessageCountTokensParams params =
        MessageCountTokensParams.builder()
            .model("tiny")
            .system("Be brief.")
            .addUserMessage("Hello")
            .build();
    assertThat(client.messages().countTokens(params).inputTokens())
        .isEqualTo(answer("Hello").promptTokens());
  }

  @Test
  void saysWhatIsWrong() {
    NotFoundException unknown =
        catchThrowableOfType(
            NotFoundException.class,
            () -> client.messages().create(params("Hi").model("nobody").build()));
    assertThat(unknown.getMessage()).contains("not_found_error", "nobody");
    ImageBlockParam image =
        ImageBlockParam.builder()
            .source(
                Base64ImageSource.builder()
                    .data("AAAA")
                    .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                    .build())
            .build();
    BadRequestException bad =
        catchThrowableOfType(
            BadRequestException.class,
            () ->
                client
                    .messages()
                    .create(
                        params("Hi")
                            .addUserMessageOfContentBlockParams(
                                List.of(ContentBlockParam.ofImage(image)))
                            .build()));
    assertThat(bad.getMessage()).contains("messages[1].content[0].type", "image");
    BadRequestException hot =
        catchThrowableOfType(
            BadRequestException.class,
            () ->
                client
                    .messages()
                    .create(
                        params("Hi")
                            .putAdditionalBodyProperty("temperature", JsonValue.from(7))
                            .build()));
    assertThat(hot.getMessage()).contains("temperature");
  }
}
