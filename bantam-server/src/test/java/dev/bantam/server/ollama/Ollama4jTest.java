package dev.bantam.server.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.generate.Message;
import io.github.ollama4j.Ollama;
import io.github.ollama4j.exceptions.OllamaException;
import io.github.ollama4j.models.chat.OllamaChatMessageRole;
import io.github.ollama4j.models.chat.OllamaChatRequest;
import io.github.ollama4j.models.chat.OllamaChatResult;
import io.github.ollama4j.models.embed.OllamaEmbedRequest;
import io.github.ollama4j.models.generate.OllamaGenerateRequest;
import io.github.ollama4j.models.generate.OllamaGenerateStreamObserver;
import io.github.ollama4j.models.ps.ModelProcessesResult.ModelProcess;
import io.github.ollama4j.models.request.CustomModelRequest;
import io.github.ollama4j.models.request.ThinkMode;
import io.github.ollama4j.models.response.Model;
import io.github.ollama4j.models.response.OllamaResult;
import io.github.ollama4j.utils.Options;
import io.github.ollama4j.utils.OptionsBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Ollama4jTest {
  @TempDir private static Path folder;
  private static OllamaServer server;
  private static Ollama client;

  @BeforeAll
  static void start() throws Exception {
    server = new OllamaServer(folder);
    client = new Ollama(server.url());
    client.setBearerAuth(OllamaServer.ADMIN);
    client.setRequestTimeoutSeconds(60);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static Options greedy() {
    return new OptionsBuilder()
        .setTemperature(0)
        .setNumPredict(OllamaServer.TOKENS)
        .setNumCtx(4096)
        .build();
  }

  private static OllamaChatRequest chat(String text) {
    return OllamaChatRequest.builder()
        .withModel("tiny")
        .withMessage(OllamaChatMessageRole.SYSTEM, "Be brief.")
        .withMessage(OllamaChatMessageRole.USER, text)
        .withOptions(greedy())
        .withKeepAlive("5m")
        .build();
  }

  @Test
  void chatsAndStreams() throws Exception {
    String expected = server.answer(Message.system("Be brief."), Message.user("Hello")).text();
    OllamaChatResult result = client.chat(chat("Hello"), null);
    assertThat(result.getResponseModel().getMessage().getResponse()).isEqualTo(expected);
    assertThat(result.getResponseModel().getDoneReason()).isEqualTo("length");
    assertThat(result.getResponseModel().getEvalCount()).isEqualTo(OllamaServer.TOKENS);
    StringBuilder streamed = new StringBuilder();
    client.chat(
        chat("Hello").withStreaming(), line -> streamed.append(line.getMessage().getResponse()));
    assertThat(streamed.toString()).isEqualTo(expected);
  }

  @Test
  void generatesPlainTextAndJson() throws Exception {
    OllamaGenerateRequest request =
        OllamaGenerateRequest.builder()
            .withModel("tiny")
            .withPrompt("Hello")
            .withThink(ThinkMode.DISABLED)
            .withOptions(greedy())
            .build();
    String expected = server.answer(Message.user("Hello")).text();
    OllamaResult result = client.generate(request, new OllamaGenerateStreamObserver(null, null));
    assertThat(result.getResponse()).isEqualTo(expected);
    StringBuilder streamed = new StringBuilder();
    client.generate(
        request.withStreaming(true), new OllamaGenerateStreamObserver(null, streamed::append));
    assertThat(streamed.toString()).isEqualTo(expected);
    Map<String, Object> schema =
        Map.of(
            "type",
            "object",
            "properties",
            Map.of("colour", Map.of("type", "string", "enum", List.of("red", "green"))),
            "required",
            List.of("colour"));
    OllamaResult structured =
        client.generate(
            OllamaGenerateRequest.builder()
                .withModel("tiny")
                .withPrompt("A colour?")
                .withThink(ThinkMode.DISABLED)
                .withFormat(schema)
                .withOptions(new OptionsBuilder().setTemperature(0).setNumPredict(200).build())
                .build(),
            new OllamaGenerateStreamObserver(null, null));
    assertThat(structured.getStructuredResponse().get("colour")).isIn("red", "green");
  }

  @Test
  void embeds() throws Exception {
    List<List<Double>> vectors =
        client.embed(new OllamaEmbedRequest("tiny", List.of("one", "two"))).getEmbeddings();
    float[] expected = server.generator.embed("one");
    assertThat(vectors).hasSize(2);
    assertThat(vectors.getFirst()).hasSize(expected.length);
    assertThat(vectors.getFirst().get(3).floatValue()).isEqualTo(expected[3]);
  }

  @Test
  void looksAfterModels() throws Exception {
    assertThat(client.ping()).isTrue();
    assertThat(client.getVersion()).isNotBlank();
    CustomModelRequest custom =
        CustomModelRequest.builder().model("mine").from("tiny").system("You are small.").stream(
                true)
            .quantize(false)
            .build();
    client.createModel(custom);
    assertThat(client.listModels()).extracting(Model::getModelName).contains("mine", "tiny");
    assertThat(client.getModelDetails("mine").getSystem()).isEqualTo("You are small.");
    assertThat(client.getModelDetails("mine").getCapabilities()).contains("completion");
    client.pullModel("mine"); // which is here
    client.chat(chat("Hello"), null);
    assertThat(client.ps().getModels())
        .filteredOn(model -> model.getDetails().getFamily().equals("llama"))
        .extracting(ModelProcess::getName)
        .isNotEmpty();
    client.unloadModel("tiny");
    client.deleteModel("mine", false);
    client.deleteModel("mine", true); // there is none any more, which it takes for done
    assertThat(client.listModels()).extracting(Model::getModelName).doesNotContain("mine");
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> client.chat(chat("Hello").withModel("nobody"), null))
        .isInstanceOf(OllamaException.class)
        .hasMessageContaining("nobody");
    assertThatThrownBy(() -> client.pullModel("nobody")).isInstanceOf(OllamaException.class);
    Ollama stranger = new Ollama(server.url());
    assertThatThrownBy(() -> stranger.deleteModel("tiny", false)).hasMessageContaining("401");
  }
}
