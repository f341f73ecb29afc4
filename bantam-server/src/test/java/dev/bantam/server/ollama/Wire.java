package dev.bantam.server.ollama;

import dev.bantam.server.TestServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests without a client library, for what those do not show. */
final class Wire implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final TestServer server;

  Wire(TestServer server) {
    this.server = server;
  }

  /** A status and the lines of a body, each an object. */
  record Reply(int status, List<JsonNode> lines) {
    JsonNode json() {
      return lines.getFirst();
    }
  }

  Reply send(String method, String path, @Nullable Object body) throws Exception {
    byte[] bytes =
        switch (body) {
          case null -> new byte[0];
          case byte[] raw -> raw;
          case String json -> json.getBytes(StandardCharsets.UTF_8);
          default -> JSON.writeValueAsBytes(body);
        };
    HttpRequest request =
        HttpRequest.newBuilder(server.uri(path))
            .header("Authorization", "Bearer " + OllamaServer.ADMIN)
            .method(method, HttpRequest.BodyPublishers.ofByteArray(bytes))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    List<JsonNode> lines =
        response.body().lines().filter(line -> !line.isBlank()).map(JSON::readTree).toList();
    return new Reply(response.statusCode(), lines);
  }

  Reply post(String path, Object body) throws Exception {
    return send("POST", path, body);
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
