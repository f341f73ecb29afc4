package dev.bantam.server.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.server.Http;
import dev.bantam.server.TestServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class JobRoutesTest {
  @TempDir private static Path folder;
  private static TestServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new TestServer(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonNode post(String job, Map<String, ?> body) throws Exception {
    return Http.post(server, "/v1/tasks/" + job, body);
  }

  private static Map<String, String> file(String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Map.of("name", name, "data", Base64.getEncoder().encodeToString(bytes));
  }

  @Test
  void filesOfARequestAreAskedAndBadOnesTold() throws Exception {
    List<Map<String, String>> files =
        List.of(
            file("pump.md", "# Pump\n\nThe bearings are greased every 2,000 hours."),
            file("broken.pdf", "%PDF-1.7 and no more"),
            file("oven.txt", "The oven is cleaned with vinegar."));
    Map<String, ?> body =
        Map.of(
            "model",
            "tiny",
            "question",
            "How often are bearings greased?",
            "files",
            files,
            "quote",
            true,
            "threshold",
            0);
    JsonNode answer = post("ask", body);
    assertThat(answer.get("answer").stringValue()).contains("every 2,000 hours. [1]");
    assertThat(answer.at("/sources/0/document").stringValue()).isEqualTo("pump.md");
    assertThat(answer.at("/unread/0").stringValue()).startsWith("broken.pdf: is damaged");
    JsonNode none =
        post("ask", Map.of("model", "tiny", "question", "x", "files", files.subList(1, 2)));
    assertThat(none.at("/error/message").stringValue()).contains("broken.pdf");
  }

  @Test
  void textsOfRowsKeepTheirRules() throws Exception {
    Map<String, ?> template =
        Map.of("write", "Write of {{ name }}.", "forbidden", List.of("a*"), "max_words", 20);
    List<Map<String, String>> rows = List.of(Map.of("name", "Pan"), Map.of("name", "Board"));
    JsonNode result =
        post("write", Map.of("model", "tiny", "template", template, "rows", rows, "tries", 1));
    assertThat(result.get("texts").size()).isEqualTo(2);
    assertThat(result.get("prompt").stringValue()).startsWith("write@");
    assertThat(result.get("texts").valueStream().map(text -> text.has("ok"))).containsOnly(true);
  }

  /** A template names files of who wrote it, and no client's template may name the server's. */
  @Test
  void aTemplateReadsNoFileOfTheServer() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "The secret is 4711.");
    Map<String, ?> template =
        Map.of("write", "Write of {{ name }}.", "voice_file", secret.toString());
    JsonNode result =
        post(
            "write",
            Map.of("model", "tiny", "template", template, "rows", List.of(Map.of("name", "Pan"))));
    assertThat(result.at("/error/message").stringValue()).contains("voice_file");
  }

  @Test
  void aTaskIsYamlWhateverTheModelSays() throws Exception {
    JsonNode result = post("code", Map.of("model", "tiny", "name", "Install nginx"));
    assertThat(result.get("code").stringValue()).startsWith("- name: Install nginx\n");
    JsonNode other = post("code", Map.of("model", "tiny", "language", "cobol", "name", "x"));
    assertThat(other.at("/error/param").stringValue()).isEqualTo("language");
  }

  @Test
  void aDocumentMayBeLargerThanOtherBodies() throws Exception {
    String text = ("The oven is cleaned with vinegar." + " ".repeat(1000) + "\n\n").repeat(2500);
    JsonNode result =
        post(
            "summarize", Map.of("model", "tiny", "text", text, "style", "extract", "sentences", 1));
    assertThat(result.get("summary").stringValue()).contains("vinegar");
    HttpResponse<String> tooLarge =
        Http.send(server, "/v1/tasks/summarize", "{\"text\": \"" + "a".repeat(33 << 20) + "\"}");
    assertThat(tooLarge.statusCode()).isEqualTo(413);
  }
}
