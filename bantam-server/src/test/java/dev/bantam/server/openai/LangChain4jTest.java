package dev.bantam.server.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** LangChain4j's client for OpenAI. */
class LangChain4jTest extends ClientTest {
  private static final JsonObjectSchema WEATHER =
      JsonObjectSchema.builder()
          .addEnumProperty("city", List.of("Oslo", "Rome"))
          .addBooleanProperty("sunny")
          .required("city", "sunny")
          .additionalProperties(false)
          .build();

  private static OpenAiChatModel chat(String model) {
    return OpenAiChatModel.builder()
        .baseUrl(base())
        .apiKey("none")
        .modelName(model)
        .temperature(0.0)
        .maxTokens(TOKENS)
        .strictJsonSchema(true)
        .maxRetries(0)
        .build();
  }

  @Test
  void chats() {
    assertThat(chat("tiny").chat("Hello")).isEqualTo(answer("Hello").text());
  }

  @Test
  void streams() throws Exception {
    OpenAiStreamingChatModel model =
        OpenAiStreamingChatModel.builder()
            .baseUrl(base())
            .apiKey("none")
            .modelName("tiny")
            .temperature(0.0)
            .maxTokens(TOKENS)
            .build();
    CompletableFuture<ChatResponse> done = new CompletableFuture<>();
    StringBuilder parts = new StringBuilder();
    model.chat(
        "Hello",
        new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(String part) {
            parts.append(part);
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
    ChatResponse response = done.get(60, TimeUnit.SECONDS);
    assertThat(parts).hasToString(answer("Hello").text());
    assertThat(response.aiMessage().text()).isEqualTo(answer("Hello").text());
    assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(TOKENS);
    assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void asksForTheToolThatItMust() {
    ChatResponse response =
        chat("tiny")
            .chat(
                ChatRequest.builder()
                    .messages(UserMessage.from("What is the weather?"))
                    .toolSpecifications(
                        ToolSpecification.builder().name("weather").parameters(WEATHER).build())
                    .toolChoice(ToolChoice.REQUIRED)
                    .maxOutputTokens(200)
                    .build());
    assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
    ToolExecutionRequest call = response.aiMessage().toolExecutionRequests().getFirst();
    assertThat(call.name()).isEqualTo("weather");
    assertThat(isValid(call.arguments())).isTrue();
  }

  @Test
  void writesWhatASchemaDescribes() {
    ChatResponse response =
        chat("tiny")
            .chat(
                ChatRequest.builder()
                    .messages(UserMessage.from("What is the weather?"))
                    .maxOutputTokens(200)
                    .responseFormat(
                        ResponseFormat.builder()
                            .type(ResponseFormatType.JSON)
                            .jsonSchema(
                                JsonSchema.builder().name("weather").rootElement(WEATHER).build())
                            .build())
                    .build());
    assertThat(isValid(response.aiMessage().text())).isTrue();
  }

  @Test
  void embeds() {
    OpenAiEmbeddingModel model =
        OpenAiEmbeddingModel.builder().baseUrl(base()).apiKey("none").modelName("tiny").build();
    assertThat(model.embed("a cat").content().vector()).containsExactly(generator.embed("a cat"));
  }

  @Test
  void tellsErrorsApart() {
    assertThatThrownBy(() -> chat("absent").chat("Hello"))
        .isInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("absent");
    assertThatThrownBy(() -> chat("tiny").chat("x".repeat(5000)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("4096");
  }
}
