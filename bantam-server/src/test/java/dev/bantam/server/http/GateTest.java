package dev.bantam.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is let in. */
class GateTest {
  private static TestHttp server(HttpSettings settings) throws IOException {
    Endpoint ok = exchange -> exchange.json(200, Map.of("ok", true));
    return new TestHttp(settings)
        .route("GET", "/health", Access.ANYONE, ok)
        .route("GET", "/v1/models", ok)
        .route("POST", "/v1/models", ok)
        .route("DELETE", "/api/delete", Access.ADMIN, ok)
        .start();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "Host: localhost, 200",
        "Host: LocalHost:11434, 200",
        "Host: 127.0.0.1:80, 200",
        "Host: [::1]:80, 200",
        "Host: bantam.example, 200",
        "Host: evil.example, 403",
        "Host: localhost.evil.example, 403",
        "Host: 10.0.0.1, 403",
        "X-Forwarded-Host: localhost, 400",
        "Host:, 400",
        "Host: a b, 400",
        "Host: localhost:port, 400",
      })
  void theHostMustBeOurs(String header, int status) throws IOException {
    try (TestHttp server = server(HttpSettings.DEFAULT.withNames(List.of("Bantam.example")))) {
      RawClient.Answer answer =
          RawClient.once(server.port(), "GET /v1/models HTTP/1.1\r\n" + header + "\r\n\r\n");
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.body()).startsWith(status == 200 ? "{\"ok\"" : "{\"error\":{\"message\":");
    }
  }

  @Test
  void twoHostsAreNone() throws IOException {
    try (TestHttp server = server(HttpSettings.DEFAULT)) {
      assertThat(server.get("/v1/models", "Host: localhost\r\n").status()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost, 200",
    "https://localhost, 200",
    "http://localhost:8080, 403",
    "https://evil.example, 403",
    "https://app.example, 200",
    "null, 403",
    "localhost, 403",
  })
  void theOriginMustBeOurs(String origin, int status) throws IOException {
    try (TestHttp server =
        server(HttpSettings.DEFAULT.withOrigins(List.of("https://app.example")))) {
      String headers = "Origin: " + origin + "\r\n";
      RawClient.Answer answer = server.get("/v1/models", headers);
      assertThat(answer.status()).isEqualTo(status);
      String expected = origin.contains("app.example") ? origin : null;
      assertThat(answer.headers().get("access-control-allow-origin")).isEqualTo(expected);
    }
  }

  @Test
  void anAllowedPageMayAskFirst() throws IOException {
    String preflight =
        """
        Origin: https://app.example\r
        Access-Control-Request-Method: POST\r
        Access-Control-Request-Headers: authorization,content-type\r
        """;
    try (TestHttp server =
        server(
            HttpSettings.DEFAULT
                .withOrigins(List.of("https://app.example"))
                .withKeys(Keys.of(List.of("secret"), null)))) {
      RawClient.Answer answer =
          RawClient.once(server.port(), RawClient.request("OPTIONS /v1/models", preflight, ""));
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.headers())
          .containsEntry("access-control-allow-origin", "https://app.example")
          .containsEntry("access-control-allow-headers", "authorization,content-type");
      String other = preflight.replace("app.example", "evil.example");
      assertThat(
              RawClient.once(server.port(), RawClient.request("OPTIONS /v1/models", other, ""))
                  .status())
          .isEqualTo(403);
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "GET /health, -, 200",
        "GET /v1/models, -, 401",
        "GET /v1/models, Authorization: Bearer alice, 200",
        "GET /v1/models, authorization: bearer bob, 200",
        "GET /v1/models, x-api-key: bob, 200",
        "GET /v1/models, Authorization: Bearer root, 200",
        "GET /v1/models, Authorization: Bearer alic, 401",
        "GET /v1/models, Authorization: Bearer, 401",
        "GET /v1/models, Authorization: Basic alice, 401",
        "DELETE /api/delete, -, 401",
        "DELETE /api/delete, Authorization: Bearer alice, 401",
        "DELETE /api/delete, Authorization: Bearer root, 200",
      })
  void aKeyIsNeeded(String line, String header, int status) throws IOException {
    Keys keys = Keys.of(List.of("alice", "bob"), "root");
    try (TestHttp server = server(HttpSettings.DEFAULT.withKeys(keys))) {
      String headers = header == null ? "" : header + "\r\n";
      assertThat(RawClient.once(server.port(), RawClient.request(line, headers, "")).status())
          .isEqualTo(status);
    }
  }

  @Test
  void withoutAnAdminKeyNobodyChangesModels() throws IOException {
    try (TestHttp server = server(HttpSettings.DEFAULT)) {
      RawClient.Answer answer =
          RawClient.once(server.port(), RawClient.request("DELETE /api/delete", "", ""));
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.body()).startsWith("{\"error\":\"").contains("--admin-key-file");
    }
  }

  @Test
  void strangersNeedAKey() {
    HttpSettings all = HttpSettings.DEFAULT.withKeys(Keys.of(List.of("secret"), null));
    assertThat(all.withHost("0.0.0.0").host()).isEqualTo("0.0.0.0");
    assertThatThrownBy(() -> HttpSettings.DEFAULT.withHost("0.0.0.0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--key-file");
    assertThatThrownBy(
            () -> HttpSettings.DEFAULT.withHost("0.0.0.0").withKeys(Keys.of(List.of(), "root")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(HttpSettings.DEFAULT.withHost("::1").host()).isEqualTo("::1");
  }
}
