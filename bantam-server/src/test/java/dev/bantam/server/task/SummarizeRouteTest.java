package dev.bantam.server.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.server.Http;
import dev.bantam.server.TestServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SummarizeRouteTest {
  private static final String TEXT =
      "The bridge over the Lorne is closed in May. Buses of line 4 take the ring road instead.";

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

  @Test
  void textsAndFiles() throws Exception {
    JsonNode result =
        Http.post(
            server,
            "/v1/tasks/summarize",
            Map.of(
                "model",
                "tiny",
                "text",
                TEXT,
                "name",
                "bridge",
                "style",
                "extract",
                "sentences",
                1));
    assertThat(result.get("document").stringValue()).isEqualTo("bridge");
    assertThat(TEXT).contains(result.get("summary").stringValue());
    assertThat(result.at("/sentences/0/supported").booleanValue()).isTrue();
    assertThat(result.at("/sources/0/number").intValue()).isEqualTo(1);
    String html = "<html><body><h1>Bridge</h1><p>" + TEXT + "</p></body></html>";
    String data = Base64.getEncoder().encodeToString(html.getBytes(StandardCharsets.UTF_8));
    JsonNode written =
        Http.post(
            server,
            "/v1/tasks/summarize",
            Map.of("model", "tiny", "file", Map.of("name", "a.html", "data", data), "words", 20));
    assertThat(written.get("model").stringValue()).isEqualTo("tiny");
    assertThat(written.at("/usage/completion_tokens").intValue()).isPositive();
  }

  @Test
  void wrongFieldsAndFiles() throws Exception {
    assertThat(refused("{\"model\":\"tiny\",\"text\":\"a\",\"style\":\"verse\"}"))
        .contains("style")
        .contains("paragraph, bullets, headline, extract");
    assertThat(refused("{\"model\":\"tiny\",\"text\":\"a\",\"sentences\":51}"))
        .contains("sentences");
    assertThat(refused("{\"model\":\"tiny\"}")).contains("text");
    assertThat(refused("{\"model\":\"tiny\",\"file\":{\"name\":\"a.pdf\",\"data\":\"AAAA\"}}"))
        .contains("a.pdf: is of no kind that is read here");
  }

  private static String refused(String body) throws Exception {
    HttpResponse<String> response = Http.send(server, "/v1/tasks/summarize", body);
    assertThat(response.statusCode()).isEqualTo(400);
    return response.body();
  }
}
