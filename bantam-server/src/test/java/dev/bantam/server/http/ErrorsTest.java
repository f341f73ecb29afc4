package dev.bantam.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients are told of failures, in the form of the API that they use. */
class ErrorsTest {
  private TestHttp server;

  @BeforeEach
  void start() throws IOException {
    Endpoint broken =
        exchange -> {
          throw new IllegalStateException("the prompt was: secret");
        };
    Endpoint breaks =
        exchange -> {
          try (EventStream out =
              exchange.query("lines") == null ? exchange.events() : exchange.lines()) {
            out.send(Map.of("n", 1));
            throw new OutOfMemoryError("secret");
          }
        };
    server =
        new TestHttp(HttpSettings.DEFAULT)
            .route("GET", "/v1/broken", broken)
            .route("GET", "/api/broken", broken)
            .route("GET", "/v1/messages/broken", broken)
            .route("GET", "/v1/breaks", breaks)
            .route("GET", "/api/breaks", breaks)
            .route("GET", "/v1/messages/breaks", breaks)
            .route("GET", "/v1/models/{model}", e -> e.json(200, Map.of("m", e.path("model"))))
            .start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1, '{\"error\":{\"message\":\"'",
    "/api, '{\"error\":\"'",
    "/v1/messages, '{\"'",
  })
  void haveTheFormOfTheApi(String api, String beginning) throws IOException {
    RawClient.Answer none = server.get(api + "/none/none", "");
    assertThat(none.status()).isEqualTo(404);
    assertThat(none.body()).startsWith(beginning).contains("/none");
    RawClient.Answer broken = server.get(api + "/broken", "");
    assertThat(broken.status()).isEqualTo(500);
    assertThat(broken.body()).startsWith(beginning).contains("internal error");
    assertThat(broken.body()).doesNotContain("secret", "Exception");
    RawClient.Answer wrong =
        RawClient.once(server.port(), RawClient.request("DELETE " + api + "/broken", "", ""));
    assertThat(wrong.status()).isEqualTo(405);
    assertThat(wrong.body()).startsWith(beginning).contains("GET");
  }

  @Test
  void endAStreamWithAnEvent() throws IOException {
    String openAi = server.get("/v1/breaks", "").body();
    assertThat(openAi)
        .startsWith("data: {\"n\":1}\n\ndata: {\"error\":{\"message\":\"internal error\"")
        .endsWith("}}\n\n")
        .doesNotContain("secret");
    assertThat(server.get("/v1/messages/breaks", "").body())
        .startsWith("data: {\"n\":1}\n\nevent: error\ndata: {");
    assertThat(server.get("/api/breaks?lines=1", "").body())
        .isEqualTo("{\"n\":1}\n{\"error\":\"internal error\"}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'GET\u0001 / HTTP/1.1\r\n\r\n', 400",
    "'GET\r\n\r\n', 400",
    "'GET / HTTP/9.9\r\nHost: localhost\r\n\r\n', 505",
    "'GET /%%%% HTTP/1.1\r\nHost: localhost\r\n\r\n', 400",
    "'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n', 400",
  })
  void areJsonEvenForWhatIsNoHttp(String request, int status) throws IOException {
    RawClient.Answer answer = RawClient.once(server.port(), request);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"error\":{\"message\":\"").doesNotContain("jetty");
  }

  @Test
  void namesMayHoldSlashesAndAGetHasAHead() throws IOException {
    assertThat(server.get("/v1/models/hf.co/owner/name", "").body())
        .isEqualTo("{\"m\":\"hf.co/owner/name\"}");
    assertThat(server.get("/v1/models/hf.co%2Fowner%2Fname%3Aq4", "").body())
        .isEqualTo("{\"m\":\"hf.co/owner/name:q4\"}");
    try (RawClient client = new RawClient(server.port())) {
      client.send(RawClient.request("HEAD /v1/models/a", "Connection: close\r\n", ""));
      StringBuilder all = new StringBuilder();
      for (int next = client.read(); next >= 0; next = client.read()) {
        all.append((char) next);
      }
      assertThat(all.toString()).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
    }
  }
}
