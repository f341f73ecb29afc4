package dev.bantam.server.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.server.Http;
import dev.bantam.server.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TranslateRouteTest {
  private static final String ROUTE = "/v1/tasks/translate";

  @TempDir private static Path folder;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new TestServer(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aFileComesBackWithItsSegments() throws Exception {
    String page = "<p>Press <b>OK</b>.</p><code>x</code>";
    String data = Base64.getEncoder().encodeToString(page.getBytes(StandardCharsets.UTF_8));
    JsonNode answer =
        Http.post(
            server,
            ROUTE,
            Map.of(
                "model",
                "tiny",
                "file",
                Map.of("name", "a.html", "data", data),
                "from",
                "en",
                "to",
                "de",
                "glossary",
                List.of(Map.of("source", "OK", "target", List.of("Gut|Prima"))),
                "memory",
                List.of(Map.of("source", "Press <1>OK</1>.", "target", "Drücke <1>Prima</1>."))));
    assertThat(answer.path("text").asString())
        .isEqualTo("<p>Drücke <b>Prima</b>.</p><code>x</code>");
    assertThat(answer.path("segments").path(0).path("memory_percent").asInt()).isEqualTo(100);
    assertThat(answer.path("usage").path("prompt_tokens").asInt()).isZero();
  }

  @Test
  void whatIsWrongIsSaid() throws Exception {
    Map<String, String> body = Map.of("model", "tiny", "text", "Text.", "from", "en", "to", "xx");
    assertThat(Http.post(server, ROUTE, body).at("/error/message").asString()).contains("'xx'");
    Map<String, String> format =
        Map.of("model", "tiny", "text", "x", "from", "en", "to", "de", "format", "pdf");
    assertThat(Http.post(server, ROUTE, format).at("/error/message").asString())
        .contains("format")
        .contains("xliff");
  }
}
