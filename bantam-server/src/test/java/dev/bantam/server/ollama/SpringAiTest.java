package dev.bantam.server.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.generate.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.OllamaEmbeddingModel;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.ollama.api.OllamaEmbeddingOptions;
import org.springframework.ai.ollama.management.OllamaModelManager;

class SpringAiTest {
  @TempDir private static Path folder;
  private static OllamaServer server;
  private static OllamaApi api;

  @BeforeAll
  static void start() throws Exception {
    server = new OllamaServer(folder);
    api = OllamaApi.builder().baseUrl(server.url()).build();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static OllamaChatModel model() {
    return OllamaChatModel.builder().ollamaApi(api).options(options().build()).build();
  }

  private static OllamaChatOptions.Builder options() {
    return OllamaChatOptions.builder()
        .model("tiny")
        .temperature(0.0)
        .numPredict(OllamaServer.TOKENS);
  }

  private static Prompt prompt() {
    return new Prompt(List.of(new SystemMessage("Be brief."), new UserMessage("Hello")));
  }

  private static String expected() {
    return server.answer(Message.system("Be brief."), Message.user("Hello")).text();
  }

  @Test
  void chats() {
    ChatResponse response = model().call(prompt());
    assertThat(response.getResult().getOutput().getText()).isEqualTo(expected());
    assertThat(response.getMetadata().getUsage().getCompletionTokens())
        .isEqualTo(OllamaServer.TOKENS);
  }

  @Test
  void streams() {
    List<ChatResponse> responses =
        model().stream(prompt()).collectList().block(Duration.ofSeconds(60));
    assertThat(
            responses.stream()
                .map(response -> response.getResult().getOutput().getText())
                .collect(Collectors.joining()))
        .isEqualTo(expected());
  }

  @Test
  void answersBySchema() {
    Map<String, Object> schema =
        Map.of(
            "type", "object",
            "properties", Map.of("colour", Map.of("enum", List.of("red", "green"))),
            "required", List.of("colour"));
    Prompt prompt = new Prompt("A colour?", options().numPredict(200).format(schema).build());
    assertThat(model().call(prompt).getResult().getOutput().getText().replaceAll("\\s", ""))
        .isIn("{\"colour\":\"red\"}", "{\"colour\":\"green\"}");
  }

  @Test
  void embeds() {
    OllamaEmbeddingModel model =
        OllamaEmbeddingModel.builder()
            .ollamaApi(api)
            .options(OllamaEmbeddingOptions.builder().model("tiny").build())
            .build();
    assertThat(model.embed("one")).isEqualTo(server.generator.embed("one"));
  }

  @Test
  void looksAfterModels() {
    OllamaModelManager manager = new OllamaModelManager(api);
    assertThat(manager.isModelAvailable("tiny")).isTrue();
    assertThat(manager.isModelAvailable("nobody")).isFalse();
    assertThat(api.showModel(new OllamaApi.ShowModelRequest("tiny")).details().family())
        .isEqualTo("llama");
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> model().call(new Prompt("Hello", options().model("nobody").build())))
        .hasMessageContaining("nobody");
  }
}
