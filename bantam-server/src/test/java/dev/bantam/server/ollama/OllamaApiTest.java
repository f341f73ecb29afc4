package dev.bantam.server.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.generate.Answer;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Message;
import dev.bantam.generate.Prompt;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

class OllamaApiTest {
  private static final int TOKENS = OllamaServer.TOKENS;
  private static final String GREEDY = "\"options\":{\"temperature\":0,\"num_predict\":30}";

  @TempDir private static Path folder;
  private static OllamaServer server;
  private static Generator generator;
  private static Wire wire;

  @BeforeAll
  static void start() throws Exception {
    server = new OllamaServer(folder);
    generator = server.generator;
    wire = new Wire(server.server);
  }

  @AfterAll
  static void stop() throws Exception {
    wire.close();
    server.close();
  }

  private static Answer answer(Prompt prompt) {
    return server.answer(prompt);
  }

  private static Answer answer(Message... messages) {
    return server.answer(messages);
  }

  private static String joined(Wire.Reply reply, String field) {
    StringBuilder text = new StringBuilder();
    reply.lines().forEach(line -> text.append(line.at(field).asString("")));
    return text.toString();
  }

  @Test
  void chatsAsTheGeneratorDoes() throws Exception {
    Answer alone = answer(Message.user("Hello"));
    String body = "\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],";
    Wire.Reply whole = wire.post("/api/chat", "{" + body + GREEDY + ",\"stream\":false}");
    assertThat(whole.status()).isEqualTo(200);
    JsonNode json = whole.json();
    assertThat(json.at("/message/content").asString()).isEqualTo(alone.text());
    assertThat(json.at("/message/role").asString()).isEqualTo("assistant");
    assertThat(json.get("model").asString()).isEqualTo("tiny");
    assertThat(json.get("done").asBoolean()).isTrue();
    assertThat(json.get("done_reason").asString()).isEqualTo("length");
    assertThat(json.get("prompt_eval_count").asInt()).isEqualTo(alone.promptTokens());
    assertThat(json.get("eval_count").asInt()).isEqualTo(TOKENS);
    assertThat(json.get("total_duration").asLong())
        .isGreaterThan(json.get("eval_duration").asLong());

    Wire.Reply stream = wire.post("/api/chat", "{" + body + GREEDY + "}");
    assertThat(joined(stream, "/message/content")).isEqualTo(alone.text());
    assertThat(stream.lines().size()).isGreaterThan(5);
    assertThat(stream.lines().getLast().get("done").asBoolean()).isTrue();
    assertThat(stream.lines().subList(0, stream.lines().size() - 1))
        .allSatisfy(line -> assertThat(line.get("done").asBoolean()).isFalse());
  }

  @Test
  void generatesFromPromptsSystemsAndWhatIsRaw() throws Exception {
    String body = "{\"model\":\"tiny:latest\",\"stream\":false," + GREEDY + ",\"prompt\":\"Hi\"";
    Wire.Reply plain = wire.post("/api/generate", body + "}");
    assertThat(plain.json().get("response").asString())
        .isEqualTo(answer(Message.user("Hi")).text());
    Wire.Reply system = wire.post("/api/generate", body + ",\"system\":\"Be brief.\"}");
    assertThat(system.json().get("response").asString())
        .isEqualTo(answer(Message.system("Be brief."), Message.user("Hi")).text());
    Wire.Reply raw =
        wire.post(
            "/api/generate",
            "{\"model\":\"tiny\",\"raw\":true,"
                + GREEDY
                + ",\"prompt\":\"<|im_start|>user\\nHi<|im_end|>\\n<|im_start|>assistant\\n\"}");
    assertThat(joined(raw, "/response")).isEqualTo(answer(Message.user("Hi")).text());
    assertThat(raw.lines().getLast().has("context")).isFalse();
  }

  @Test
  void goesOnWithTheContextOfAnAnswer() throws Exception {
    String body = "{\"model\":\"tiny\",\"stream\":false," + GREEDY;
    JsonNode first = wire.post("/api/generate", body + ",\"prompt\":\"Hi\"}").json();
    JsonNode context = first.get("context");
    JsonNode second =
        wire.post("/api/generate", body + ",\"prompt\":\"More\",\"context\":" + context + "}")
            .json();
    int[] more = generator.encode(Prompt.chat(List.of(Message.user("More"))));
    int[] all = new int[context.size() + more.length];
    for (int i = 0; i < context.size(); i++) {
      all[i] = context.get(i).asInt();
    }
    System.arraycopy(more, 0, all, context.size(), more.length);
    assertThat(second.get("response").asString()).isEqualTo(answer(Prompt.tokens(all)).text());
    assertThat(second.get("prompt_eval_count").asInt()).isEqualTo(all.length);
  }

  @Test
  void showsLogProbabilities() throws Exception {
    JsonNode json =
        wire.post(
                "/api/chat",
                "{\"model\":\"tiny\",\"stream\":false,\"logprobs\":true,\"top_logprobs\":3,"
                    + GREEDY
                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}")
            .json();
    assertThat(json.get("logprobs").size()).isEqualTo(TOKENS);
    JsonNode token = json.get("logprobs").get(0);
    assertThat(token.get("top_logprobs").size()).isEqualTo(3);
    assertThat(token.get("logprob").asDouble())
        .isEqualTo(token.get("top_logprobs").get(0).get("logprob").asDouble())
        .isNegative();
  }

  @Test
  void writesJson() throws Exception {
    String body =
        "{\"model\":\"tiny\",\"prompt\":\"x\",\"stream\":false,\"options\":{\"num_predict\":200,\"temperature\":0},\"format\":";
    String any = wire.post("/api/generate", body + "\"json\"}").json().get("response").asString();
    assertThat(any).startsWith("{");
    JsonNode whole =
        wire.post(
                "/api/generate",
                body
                    + "{\"type\":\"object\",\"properties\":{\"n\":{\"enum\":[12,34]}},"
                    + "\"required\":[\"n\"]}}")
            .json();
    assertThat(whole.get("response").asString().replaceAll("\\s", ""))
        .isIn("{\"n\":12}", "{\"n\":34}");
    assertThat(whole.get("done_reason").asString()).isEqualTo("stop");
    refused("/api/generate", body + "{\"type\":\"colour\"}}", 400, "format");
  }

  @Test
  void loadsAndUnloads() throws Exception {
    JsonNode loaded = wire.post("/api/generate", "{\"model\":\"other\",\"keep_alive\":-1}").json();
    assertThat(loaded.get("done_reason").asString()).isEqualTo("load");
    JsonNode line = running("other");
    assertThat(line.get("context_length").asInt()).isEqualTo(4096);
    assertThat(line.get("size").asLong()).isPositive();
    assertThat(line.get("expires_at").asString()).startsWith("22");
    JsonNode gone =
        wire.post("/api/chat", "{\"model\":\"other\",\"messages\":[],\"keep_alive\":\"0s\"}")
            .json();
    assertThat(gone.get("done_reason").asString()).isEqualTo("unload");
    assertThat(running("other").isMissingNode()).isTrue();
  }

  private static JsonNode running(String name) throws Exception {
    for (JsonNode line : wire.send("GET", "/api/ps", null).json().get("models")) {
      if (line.get("name").asString().equals(name + ":latest")) {
        return line;
      }
    }
    return MissingNode.getInstance();
  }

  @Test
  void embeds() throws Exception {
    JsonNode json =
        wire.post("/api/embed", "{\"model\":\"tiny\",\"input\":[\"one\",\"two\"]}").json();
    float[] expected = generator.embed("two");
    assertThat(json.get("embeddings").size()).isEqualTo(2);
    assertThat(json.at("/embeddings/1/5").asDouble()).isCloseTo(expected[5], Offset.offset(1e-6));
    assertThat(json.get("prompt_eval_count").asInt()).isEqualTo(6);
    String longText = "word ".repeat(2000);
    JsonNode cut =
        wire.post("/api/embed", Map.of("model", "tiny", "input", longText, "dimensions", 4)).json();
    assertThat(cut.get("prompt_eval_count").asInt()).isEqualTo(4096);
    assertThat(cut.get("embeddings").get(0).size()).isEqualTo(4);
    Wire.Reply refused =
        wire.post("/api/embed", Map.of("model", "tiny", "input", longText, "truncate", false));
    assertThat(refused.status()).isEqualTo(400);
    JsonNode old = wire.post("/api/embeddings", "{\"model\":\"tiny\",\"prompt\":\"two\"}").json();
    assertThat(old.get("embedding").size()).isEqualTo(64);
  }

  @Test
  void makesCopiesAndDeletesModels() throws Exception {
    Wire.Reply made =
        wire.post(
            "/api/create",
            """
            {"model": "brief", "from": "tiny", "system": "Be brief.",
             "parameters": {"temperature": 0, "num_predict": 30, "stop": ["QQ", "ZZ"]},
             "messages": [{"role": "user", "content": "a"},
                          {"role": "assistant", "content": "b"}]}
            """);
    assertThat(made.lines().getLast().get("status").asString()).isEqualTo("success");
    JsonNode shown = wire.post("/api/show", "{\"model\":\"brief\"}").json();
    assertThat(shown.get("system").asString()).isEqualTo("Be brief.");
    assertThat(shown.get("parameters").asString()).contains("temperature", "stop", "\"QQ\"");
    assertThat(shown.get("modelfile").asString()).startsWith("FROM tiny\n");
    assertThat(shown.get("template").asString()).contains("<|im_start|>");
    assertThat(shown.at("/model_info/general.architecture").asString()).isEqualTo("llama");
    assertThat(shown.at("/model_info/tokenizer.ggml.tokens").isNull()).isTrue();
    assertThat(shown.at("/details/family").asString()).isEqualTo("llama");
    assertThat(shown.get("capabilities").toString()).contains("completion", "tools");
    assertThat(shown.toString()).doesNotContain(folder.toString());

    assertThat(wire.post("/api/copy", "{\"source\":\"brief\",\"destination\":\"b:2\"}").status())
        .isEqualTo(200);
    JsonNode said =
        wire.post(
                "/api/chat",
                "{\"model\":\"b:2\",\"stream\":false,"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"c\"}]}")
            .json();
    assertThat(said.at("/message/content").asString())
        .isEqualTo(
            answer(
                    Message.system("Be brief."),
                    Message.user("a"),
                    Message.assistant("b"),
                    Message.user("c"))
                .text());
    JsonNode tags = wire.send("GET", "/api/tags", null).json().get("models");
    assertThat(tags.toString()).contains("\"brief:latest\"", "\"b:2\"", "\"tiny:latest\"");
    for (String name : List.of("brief", "b:2")) {
      assertThat(wire.send("DELETE", "/api/delete", Map.of("model", name)).status()).isEqualTo(200);
      assertThat(wire.send("DELETE", "/api/delete", Map.of("model", name)).status()).isEqualTo(404);
    }
    assertThat(wire.post("/api/show", "{\"model\":\"tiny\"}").status()).isEqualTo(200);
  }

  @Test
  void makesAModelOfBlobs() throws Exception {
    byte[] file = Files.readAllBytes(folder.resolve("other.gguf"));
    file[file.length - 1] ^= 1; // so that the store has no such blob yet
    String digest =
        "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    String blob = "/api/blobs/" + digest;
    assertThat(wire.send("HEAD", blob, null).status()).isEqualTo(404);
    byte[] half = Arrays.copyOf(file, file.length / 2);
    assertThat(wire.post(blob, half).status()).isEqualTo(400);
    assertThat(wire.send("HEAD", blob, null).status()).isEqualTo(404);
    assertThat(wire.post(blob, file).status()).isEqualTo(201);
    assertThat(wire.send("HEAD", blob, null).status()).isEqualTo(200);
    Wire.Reply made =
        wire.post(
            "/api/create",
            Map.of("model", "sent", "files", Map.of("m.gguf", digest), "system", "Hm."));
    assertThat(made.lines().getLast().get("status").asString()).isEqualTo("success");
    Wire.Reply said =
        wire.post("/api/generate", "{\"model\":\"sent\",\"prompt\":\"x\",\"stream\":false}");
    assertThat(said.status()).isEqualTo(200);

    byte[] junk = "no model at all".getBytes(StandardCharsets.UTF_8);
    String other =
        "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(junk));
    assertThat(wire.post("/api/blobs/" + other, junk).status()).isEqualTo(201);
    Wire.Reply refused =
        wire.post(
            "/api/create",
            Map.of("model", "junk", "files", Map.of("m.gguf", other), "stream", false));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(wire.post("/api/show", "{\"model\":\"junk\"}").status()).isEqualTo(404);
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    refused("/api/chat", "{}", 400, "model");
    refused("/api/chat", "{\"model\":\"nobody\",\"messages\":[]}", 404, "not found");
    refused("/api/chat", "{\"model\":\"../tiny\"}", 404, "not found");
    refused("/api/chat", "{\"model\":\"tiny\",\"messages\":[{\"role\":\"king\"}]}", 400, "role");
    String user = "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],";
    refused("/api/chat", user + "\"options\":{\"temperature\":-1}}", 400, "options.temperature");
    refused("/api/chat", user + "\"options\":{\"top_k\":\"x\"}}", 400, "options.top_k");
    refused("/api/chat", user + "\"options\":{\"num_predict\":-9}}", 400, "options.num_predict");
    refused("/api/chat", user + "\"options\":{\"stop\":[\"\"]}}", 400, "options.stop");
    refused("/api/chat", user + "\"format\":\"xml\"}", 400, "format");
    refused("/api/chat", user + "\"adapters\":[{\"name\":\"x\"}]}", 400, "adapters[0].name");
    refused("/api/chat", user + "\"keep_alive\":\"soon\"}", 400, "keep_alive");
    refused("/api/chat", user + "\"think\":\"hard\"}", 400, "think");
    refused("/api/chat", user + "\"tools\":[{\"function\":{}}]}", 400, "tools[0].function.name");
    refused(
        "/api/generate", "{\"model\":\"tiny\",\"prompt\":\"x\",\"suffix\":\"y\"}", 400, "suffix");
    refused(
        "/api/generate", "{\"model\":\"tiny\",\"prompt\":\"x\",\"images\":[\"\"]}", 400, "images");
    refused(
        "/api/generate",
        "{\"model\":\"tiny\",\"prompt\":\"x\",\"context\":[1,99999]}",
        400,
        "context");
    refused(
        "/api/generate",
        "{\"model\":\"tiny\",\"prompt\":\"" + "x".repeat(5000) + "\"}",
        400,
        "4096");
    refused("/api/pull", "{\"model\":\"http://169.254.169.254/x.gguf\"}", 400, "model");
    refused("/api/pull", "{\"model\":\"/etc/passwd\"}", 400, "model");
    refused("/api/create", "{\"model\":\"x/../y\",\"from\":\"tiny\"}", 400, "model");
    refused(
        "/api/create", "{\"model\":\"x\",\"from\":\"/etc/passwd\",\"stream\":false}", 404, "path");
    refused(
        "/api/create",
        "{\"model\":\"x\",\"from\":\"tiny\",\"parameters\":{\"heat\":1}}",
        400,
        "heat");
    refused(
        "/api/create",
        "{\"model\":\"x\",\"from\":\"tiny\",\"template\":\"{{ .Prompt }}\",\"stream\":false}",
        400,
        "Jinja");
    refused("/api/create", "{\"model\":\"x\",\"files\":{\"../m\":\"sha256:1\"}}", 400, "files");
    refused("/api/blobs/sha256:..%2F..%2Fx", "x", 400, "digest");
    refused("/api/copy", "{\"source\":\"nobody\",\"destination\":\"x\"}", 404, "not found");
  }

  private static void refused(String path, String body, int status, String word) throws Exception {
    Wire.Reply reply = wire.post(path, body);
    assertThat(reply.status()).as(path + " " + reply.lines()).isEqualTo(status);
    assertThat(reply.json().get("error").asString()).contains(word);
    assertThat(reply.json().toString()).doesNotContain(folder.toString());
  }
}
