package dev.bantam.server.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bantam.server.Http;
import dev.bantam.server.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The routes of classify, extract and analyze. */
class RowJobsTest {
  @TempDir private static Path folder;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new TestServer(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static JsonNode post(String job, Map<String, ?> body) throws Exception {
    return Http.post(server, "/v1/tasks/" + job, body);
  }

  @Test
  void classifies() throws Exception {
    List<String> labels = List.of("billing", "access");
    JsonNode one =
        post("classify", Map.of("model", "tiny", "labels", labels, "text", "I paid twice."));
    JsonNode two =
        post(
            "classify",
            Map.of("model", "tiny", "labels", labels, "texts", List.of("I paid twice.", "x")));
    assertThat(labels).contains(one.get("label").stringValue());
    assertThat(one.get("prompt").stringValue()).isEqualTo("classify@1");
    assertThat(one.get("usage").get("prompt_tokens").intValue()).isPositive();
    assertThat(two.get("results")).hasSize(2);
    assertThat(two.get("results").get(0).get("probabilities").get("access").doubleValue())
        .isCloseTo(one.get("probabilities").get("access").doubleValue(), within(1e-4));
    JsonNode error =
        post("classify", Map.of("model", "tiny", "labels", List.of("a", "a"), "text", "x"));
    assertThat(error.get("error").get("param").stringValue()).isEqualTo("labels");
  }

  @Test
  void extractsWhatTheSchemaAllows() throws Exception {
    Map<String, ?> schema =
        Map.of(
            "type",
            "object",
            "properties",
            Map.of("paid", Map.of("type", "boolean")),
            "required",
            List.of("paid"));
    JsonNode found = post("extract", Map.of("model", "tiny", "schema", schema, "text", "Paid."));
    assertThat(found.get("records").get(0).get("record").get("paid").isBoolean()).isTrue();
    JsonNode error =
        post("extract", Map.of("model", "tiny", "schema", Map.of("type", "string"), "text", "x"));
    assertThat(error.get("error").get("param").stringValue()).isEqualTo("schema");
  }

  @Test
  void analyzes() throws Exception {
    List<Map<String, String>> documents =
        List.of(
            Map.of("name", "a", "text", "The tide took the anchor."),
            Map.of("name", "b", "text", "Bread needs flour."));
    JsonNode found =
        post(
            "analyze",
            Map.of(
                "model", "tiny", "documents", documents, "topics", 2, "labels", List.of("a", "b")));
    assertThat(found.get("topics")).hasSize(2);
    assertThat(found.get("documents").get(1).get("document").stringValue()).isEqualTo("b");
    assertThat(found.get("labels").size()).isPositive();
    JsonNode error = post("analyze", Map.of("model", "tiny", "documents", List.of()));
    assertThat(error.get("error").get("param").stringValue()).isEqualTo("documents");
  }
}
