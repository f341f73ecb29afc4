package dev.bantam.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks for greedy completions as streams and notes when each part came. */
final class StreamClient {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient http;
  private final URI server;

  StreamClient(HttpClient http, URI server) {
    this.http = http;
    this.server = server;
  }

  /**
   * An answer.
   *
   * @param status of HTTP
   * @param headNanos from the request until the head of the answer
   * @param gaps nanoseconds between one part of the text and the next
   */
  record Answered(int status, String text, long headNanos, List<Long> gaps) {}

  static byte[] body(String prompt, int tokens) {
    return JSON.writeValueAsBytes(
        Map.of(
            "model",
            "tiny",
            "prompt",
            prompt,
            "max_tokens",
            tokens,
            "temperature",
            0,
            "stream",
            true));
  }

  /**
   * Asks.
   *
   * @param parts after so many the client goes away
   */
  Answered ask(String prompt, int tokens, int parts) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/v1/completions"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body(prompt, tokens)))
            .build();
    long start = System.nanoTime();
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    long head = System.nanoTime() - start;
    if (response.statusCode() == 429) {
      assertThat(response.headers().firstValue("Retry-After")).isPresent();
    }
    StringBuilder text = new StringBuilder();
    List<Long> gaps = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      long last = 0;
      int left = parts;
      for (String line = lines.readLine(); line != null && left > 0; line = lines.readLine()) {
        if (!line.startsWith("data: ") || line.equals("data: [DONE]")) {
          continue;
        }
        JsonNode choices = JSON.readTree(line.substring("data: ".length())).path("choices");
        text.append(choices.path(0).path("text").asString(""));
        long now = System.nanoTime();
        if (last != 0) {
          gaps.add(now - last);
        }
        last = now;
        left--;
      }
    }
    return new Answered(response.statusCode(), text.toString(), head, gaps);
  }
}
