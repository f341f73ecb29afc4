package dev.bantam.server.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.errors.NotFoundException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;
import org.springframework.ai.tool.function.FunctionToolCallback;

/** Spring AI's client for OpenAI. */
class SpringAiTest extends ClientTest {
  private record Weather(String city, boolean sunny) {}

  private static OpenAiChatOptions.Builder options(String model) {
    OpenAiChatOptions.Builder options = new OpenAiChatOptions.Builder();
    options.baseUrl(base()).apiKey("none").model(model).maxRetries(0);
    options.temperature(0.0).maxTokens(TOKENS);
    return options;
  }

  private static OpenAiChatModel chat(OpenAiChatOptions options) {
    return OpenAiChatModel.builder().options(options).build();
  }

  @Test
  void chats() {
    OpenAiChatModel model = chat(options("tiny").build());
    assertThat(model.call("Hello")).isEqualTo(answer("Hello").text());
  }

  @Test
  void streams() {
    OpenAiChatModel model = chat(options("tiny").build());
    List<ChatResponse> chunks = model.stream(new Prompt("Hello")).collectList().block();
    String text =
        Objects.requireNonNull(chunks).stream()
            .filter(chunk -> chunk.getResult() != null)
            .map(chunk -> Objects.requireNonNullElse(chunk.getResult().getOutput().getText(), ""))
            .collect(Collectors.joining());
    assertThat(text).isEqualTo(answer("Hello").text());
  }

  @Test
  void asksForTheToolThatItMust() {
    OpenAiChatOptions.Builder options = options("tiny");
    options.maxTokens(200).toolChoice("required");
    options.toolCallbacks(
        List.of(
            FunctionToolCallback.builder("weather", (Weather weather) -> "fine")
                .description("tells the weather")
                .inputType(Weather.class)
                .inputSchema(SCHEMA)
                .build()));
    OpenAiChatOptions built = options.build();
    ChatResponse response = chat(built).call(new Prompt("What is the weather?", built));
    AssistantMessage.ToolCall call = response.getResult().getOutput().getToolCalls().getFirst();
    assertThat(call.name()).isEqualTo("weather");
    assertThat(isValid(call.arguments())).isTrue();
  }

  @Test
  void writesWhatASchemaDescribes() {
    OpenAiChatOptions.Builder options = options("tiny");
    options.maxTokens(200).outputSchema(SCHEMA);
    assertThat(isValid(chat(options.build()).call("What is the weather?"))).isTrue();
  }

  @Test
  void embeds() {
    OpenAiEmbeddingOptions.Builder options = new OpenAiEmbeddingOptions.Builder();
    options.baseUrl(base()).apiKey("none").model("tiny");
    OpenAiEmbeddingModel model = OpenAiEmbeddingModel.builder().options(options.build()).build();
    assertThat(model.embed("a cat")).containsExactly(generator.embed("a cat"));
  }

  @Test
  void passesErrorsOn() {
    OpenAiChatModel model = chat(options("absent").build());
    NotFoundException e = catchThrowableOfType(NotFoundException.class, () -> model.call("Hello"));
    assertThat(e.code()).contains("model_not_found");
  }
}
