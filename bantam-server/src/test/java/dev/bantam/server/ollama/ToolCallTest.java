package dev.bantam.server.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.TinyModel;
import dev.bantam.hub.ModelName;
import dev.bantam.hub.Modelfile;
import dev.bantam.hub.Progress;
import dev.bantam.hub.Variants;
import dev.bantam.server.ServerSettings;
import dev.bantam.server.TestServer;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.ollama.OllamaChatModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Models that always call a tool, or think first. */
class ToolCallTest {
  private static final ToolSpecification WEATHER =
      ToolSpecification.builder()
          .name("weather")
          .description("Tells the weather of a city")
          .parameters(JsonObjectSchema.builder().addStringProperty("city").build())
          .build();

  @TempDir private Path folder;

  private TestServer server(String... says) throws Exception {
    Path file = folder.resolve("says.gguf");
    TinyModel.writeSaying(file, says);
    return new TestServer(folder, ServerSettings.DEFAULT.withModel(file.toString()));
  }

  private TestServer caller() throws Exception {
    return server(
        "<tool_call>",
        "\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Paris\"}}\n",
        "</tool_call>");
  }

  @Test
  void langChain4jCallsAToolAndTellsItsResult() throws Exception {
    try (TestServer server = caller()) {
      OllamaChatModel model =
          OllamaChatModel.builder()
              .baseUrl("http://127.0.0.1:" + server.port())
              .modelName("says")
              .maxRetries(0)
              .build();
      UserMessage question = UserMessage.from("What is the weather in Paris?");
      ChatRequest.Builder request = ChatRequest.builder().toolSpecifications(WEATHER);
      ChatResponse first = model.chat(request.messages(question).build());
      ToolExecutionRequest call = first.aiMessage().toolExecutionRequests().getFirst();
      assertThat(call.name()).isEqualTo("weather");
      assertThat(call.arguments().replace(" ", "")).isEqualTo("{\"city\":\"Paris\"}");
      ChatResponse second =
          model.chat(
              request
                  .messages(
                      question,
                      first.aiMessage(),
                      ToolExecutionResultMessage.from(call, "18 degrees"))
                  .build());
      // The call and its result are part of what the model reads.
      assertThat(second.tokenUsage().inputTokenCount())
          .isGreaterThan(first.tokenUsage().inputTokenCount() + 50);
    }
  }

  @Test
  void callsAreWholeInAStream() throws Exception {
    try (TestServer server = caller();
        Wire wire = new Wire(server)) {
      String tools =
          "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":"
              + "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}}}]";
      Wire.Reply reply =
          wire.post(
              "/api/chat",
              "{\"model\":\"says\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],"
                  + tools
                  + "}");
      List<JsonNode> calls =
          reply.lines().stream().filter(l -> l.at("/message/tool_calls").isArray()).toList();
      assertThat(calls).hasSize(1);
      JsonNode function = calls.getFirst().at("/message/tool_calls/0/function");
      assertThat(function.get("name").asString()).isEqualTo("weather");
      assertThat(function.at("/arguments/city").asString()).isEqualTo("Paris");
      assertThat(reply.lines())
          .allSatisfy(line -> assertThat(line.at("/message/content").asString()).isEmpty());
      assertThat(reply.lines().getLast().get("done_reason").asString()).isEqualTo("stop");
    }
  }

  @Test
  void thoughtsAreApart() throws Exception {
    try (TestServer server = server("<think>", "hm", "</think>", "yes");
        Wire wire = new Wire(server)) {
      server
          .hub()
          .home()
          .add(
              (ModelName.Friendly) ModelName.parse("base"),
              folder.resolve("says.gguf"),
              null,
              Progress.NONE);
      String template =
          "{% for m in messages %}{{ m.content }}{% endfor %}"
              + "{% if enable_thinking is defined and not enable_thinking %}<think></think>"
              + "{% endif %}{{ '\\n' }}";
      Modelfile modelfile =
          Modelfile.parse("Modelfile", "FROM base\nTEMPLATE \"\"\"" + template + "\"\"\"");
      new Variants(server.hub())
          .create(
              (ModelName.Friendly) ModelName.parse("thinker"), modelfile, folder, Progress.NONE);
      String model = "{\"model\":\"thinker\",\"stream\":false,";
      JsonNode chat =
          wire.post(
                  "/api/chat",
                  model + "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"think\":true}")
              .json();
      assertThat(chat.at("/message/thinking").asString()).isEqualTo("hm");
      assertThat(chat.at("/message/content").asString()).isEqualTo("yes");
      JsonNode text = wire.post("/api/generate", model + "\"prompt\":\"x\"}").json();
      assertThat(text.get("thinking").asString()).isEqualTo("hm");
      assertThat(text.get("response").asString()).isEqualTo("yes");
      assertThat(
              wire.post("/api/show", "{\"model\":\"thinker\"}")
                  .json()
                  .get("capabilities")
                  .toString())
          .contains("thinking");
    }
  }
}
