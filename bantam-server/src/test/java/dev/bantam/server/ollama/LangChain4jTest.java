package dev.bantam.server.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.generate.Message;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaEmbeddingModel;
import dev.langchain4j.model.ollama.OllamaModel;
import dev.langchain4j.model.ollama.OllamaModels;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LangChain4jTest {
  @TempDir private static Path folder;
  private static OllamaServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new OllamaServer(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static OllamaChatModel model(String name) {
    return OllamaChatModel.builder()
        .baseUrl(server.url())
        .modelName(name)
        .temperature(0.0)
        .numPredict(OllamaServer.TOKENS)
        .maxRetries(0)
        .build();
  }

  @Test
  void chats() {
    ChatResponse response =
        model("tiny").chat(SystemMessage.from("Be brief."), UserMessage.from("Hello"));
    var alone = server.answer(Message.system("Be brief."), Message.user("Hello"));
    assertThat(response.aiMessage().text()).isEqualTo(alone.text());
    assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(response.tokenUsage().inputTokenCount()).isEqualTo(alone.promptTokens());
    assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(OllamaServer.TOKENS);
  }

  @Test
  void streams() throws Exception {
    OllamaStreamingChatModel model =
        OllamaStreamingChatModel.builder()
            .baseUrl(server.url())
            .modelName("tiny")
            .temperature(0.0)
            .numPredict(OllamaServer.TOKENS)
            .build();
    CompletableFuture<ChatResponse> done = new CompletableFuture<>();
    StringBuilder pieces = new StringBuilder();
    model.chat(
        "Hello",
        new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(String text) {
            pieces.append(text);
          }

          @Override
          public void onCompleteResponse(ChatResponse response) {
            done.complete(response);
          }

          @Override
          public void onError(Throwable error) {
            done.completeExceptionally(error);
          }
        });
    String expected = server.answer(Message.user("Hello")).text();
    assertThat(done.get(60, TimeUnit.SECONDS).aiMessage().text()).isEqualTo(expected);
    assertThat(pieces.toString()).isEqualTo(expected);
  }

  @Test
  void offersTools() {
    ToolSpecification weather =
        ToolSpecification.builder()
            .name("weather")
            .description("Tells the weather")
            .parameters(JsonObjectSchema.builder().addStringProperty("city").build())
            .build();
    ChatRequest request =
        ChatRequest.builder()
            .messages(UserMessage.from("Weather?"))
            .toolSpecifications(weather)
            .build();
    ChatResponse response = model("tiny").chat(request);
    // This model of random weights calls none; its template has told it of the tool.
    assertThat(response.aiMessage().toolExecutionRequests()).isEmpty();
    assertThat(response.tokenUsage().inputTokenCount())
        .isGreaterThan(server.answer(Message.user("Weather?")).promptTokens() + 100);
  }

  @Test
  void answersBySchema() {
    JsonObjectSchema schema =
        JsonObjectSchema.builder()
            .addEnumProperty("colour", List.of("red", "green"))
            .required("colour")
            .build();
    ChatRequest request =
        ChatRequest.builder()
            .messages(UserMessage.from("A colour?"))
            .maxOutputTokens(200)
            .responseFormat(
                ResponseFormat.builder()
                    .type(ResponseFormatType.JSON)
                    .jsonSchema(JsonSchema.builder().name("it").rootElement(schema).build())
                    .build())
            .build();
    assertThat(model("tiny").chat(request).aiMessage().text().replaceAll("\\s", ""))
        .isIn("{\"colour\":\"red\"}", "{\"colour\":\"green\"}");
  }

  @Test
  void embeds() {
    OllamaEmbeddingModel model =
        OllamaEmbeddingModel.builder().baseUrl(server.url()).modelName("tiny").build();
    var vectors =
        model.embedAll(List.of(TextSegment.from("one"), TextSegment.from("two"))).content();
    assertThat(vectors).hasSize(2);
    assertThat(vectors.get(1).vector()).isEqualTo(server.generator.embed("two"));
  }

  @Test
  void listsModels() {
    OllamaModels models = OllamaModels.builder().baseUrl(server.url()).build();
    assertThat(models.availableModels().content())
        .extracting(OllamaModel::getName)
        .contains("tiny:latest", "other:latest");
    assertThat(models.modelCard("tiny").content().getDetails().getFamily()).isEqualTo("llama");
    model("tiny").chat("Hello");
    assertThat(models.runningModels().content())
        .anySatisfy(model -> assertThat(model.getContextLength()).isEqualTo(4096));
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> model("nobody").chat("Hello"))
        .isInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("nobody");
  }
}
