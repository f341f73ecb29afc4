package dev.bantam.server.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ToolChoiceOptions;
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

/** OpenAI's own client for Java asks for responses. */
class ResponsesTest {
  private static final int TOKENS = 40;
  private static final FunctionTool WEATHER =
      FunctionTool.builder()
          .name("weather")
          .parameters(
              FunctionTool.Parameters.builder()
                  .putAdditionalProperty("type", JsonValue.from("object"))
                  .putAdditionalProperty(
                      "properties",
                      JsonValue.from(Map.of("city", Map.of("enum", List.of("Oslo", "Rome")))))
                  .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                  .build())
          .strict(true)
          .build();

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

  private static ResponseCreateParams.Builder params() {
    return ResponseCreateParams.builder().model("tiny").temperature(0).maxOutputTokens(TOKENS);
  }

  private static Answer answer(Message... messages) {
    return generator.generate(
        Request.builder(Prompt.chat(List.of(messages)))
            .sampling(SamplingOptions.GREEDY)
            .maxTokens(TOKENS)
            .build());
  }

  private static String text(Response response) {
    return response.output().getLast().asMessage().content().getFirst().asOutputText().text();
  }

  @Test
  void answersAsTheGeneratorDoes() {
    Response response =
        client.responses().create(params().instructions("Be brief.").input("Hello").build());
    Answer answer = answer(Message.system("Be brief."), Message.user("Hello"));
    assertThat(text(response)).isEqualTo(answer.text());
    assertThat(response.status()).contains(ResponseStatus.INCOMPLETE);
    assertThat(response.usage().orElseThrow().inputTokens()).isEqualTo(answer.promptTokens());
    assertThat(response.usage().orElseThrow().outputTokens()).isEqualTo(TOKENS);
  }

  @Test
  void streamsTheSameInOrder() {
    ResponseAccumulator all = ResponseAccumulator.createWithSnapshots();
    List<ResponseStreamEvent> events = new ArrayList<>();
    try (StreamResponse<ResponseStreamEvent> stream =
        client.responses().createStreaming(params().input("Hello").build())) {
      stream.stream().map(all::accumulate).forEach(events::add);
    }
    assertThat(events.getFirst().isCreated()).isTrue();
    assertThat(events.get(1).isInProgress()).isTrue();
    assertThat(events.get(2).isOutputItemAdded()).isTrue();
    assertThat(events.get(3).isContentPartAdded()).isTrue();
    assertThat(events.getLast().isIncomplete()).isTrue();
    assertThat(events.get(4).asOutputTextDelta().sequenceNumber()).isEqualTo(4);
    assertThat(text(all.response())).isEqualTo(answer(Message.user("Hello")).text());
    assertThat(text(all.reconstructedResponse())).isEqualTo(text(all.response()));
  }

  @Test
  void mustCallAFunction() {
    ResponseCreateParams.Builder params =
        params()
            .maxOutputTokens(400)
            .input("Rain?")
            .addTool(WEATHER)
            .toolChoice(ToolChoiceOptions.REQUIRED);
    Response response = client.responses().create(params.build());
    ResponseFunctionToolCall call = response.output().getFirst().asFunctionCall();
    assertThat(response.status()).contains(ResponseStatus.COMPLETED);
    assertThat(call.name()).isEqualTo("weather");
    assertThat(call.arguments()).isIn("{\"city\":\"Oslo\"}", "{\"city\":\"Rome\"}");

    ResponseAccumulator all = ResponseAccumulator.createWithSnapshots();
    try (StreamResponse<ResponseStreamEvent> stream =
        client.responses().createStreaming(params.build())) {
      stream.stream().forEach(all::accumulate);
    }
    assertThat(all.reconstructedResponse().output().getFirst().asFunctionCall().arguments())
        .isEqualTo(call.arguments());

    ResponseInputItem question =
        ResponseInputItem.ofEasyInputMessage(
            EasyInputMessage.builder().role(EasyInputMessage.Role.USER).content("Rain?").build());
    ResponseInputItem result =
        ResponseInputItem.ofFunctionCallOutput(
            ResponseInputItem.FunctionCallOutput.builder()
                .callId(call.callId())
                .output("dry")
                .build());
    Response next =
        client
            .responses()
            .create(
                params()
                    .addTool(WEATHER)
                    .inputOfResponse(
                        List.of(question, ResponseInputItem.ofFunctionCall(call), result))
                    .build());
    assertThat(text(next)).hasSize(TOKENS);
  }

  @Test
  void answersInAForm() {
    Map<String, Object> format =
        Map.of("type", "json_schema", "name", "a", "schema", Map.of("enum", List.of("yes", "no")));
    Response response =
        client
            .responses()
            .create(
                params()
                    .input("Rain?")
                    .putAdditionalBodyProperty("text", JsonValue.from(Map.of("format", format)))
                    .build());
    assertThat(text(response)).isIn("\"yes\"", "\"no\"");
    assertThat(response.status()).contains(ResponseStatus.COMPLETED);
  }

  @Test
  void saysWhatIsWrong() {
    BadRequestException kept =
        catchThrowableOfType(
            BadRequestException.class,
            () ->
                client
                    .responses()
                    .create(params().input("Hi").previousResponseId("resp_1").build()));
    assertThat(kept.param()).contains("previous_response_id");
    BadRequestException image =
        catchThrowableOfType(
            BadRequestException.class,
            () ->
                client
                    .responses()
                    .create(
                        params()
                            .putAdditionalBodyProperty(
                                "input",
                                JsonValue.from(
                                    List.of(
                                        Map.of(
                                            "role",
                                            "user",
                                            "content",
                                            List.of(Map.of("type", "input_image"))))))
                            .build()));
    assertThat(image.param()).contains("input[0].content[0].type");
  }
}
