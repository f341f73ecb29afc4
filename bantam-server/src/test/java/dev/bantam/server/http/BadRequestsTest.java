package dev.bantam.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.server.Figures;
import dev.bantam.server.ServerSettings;
import dev.bantam.server.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What clients get wrong, by accident or not, and what they are told. */
class BadRequestsTest {
  private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
  private static final List<Long> NANOS = new ArrayList<>();

  @TempDir private static Path folder;
  private static TestServer open;
  private static TestServer locked;

  @BeforeAll
  static void start() throws IOException {
    open = new TestServer(folder);
    HttpSettings keyed = HttpSettings.DEFAULT.withKeys(Keys.of(List.of("secret"), null));
    locked = new TestServer(folder, ServerSettings.DEFAULT.withHttp(keyed));
  }

  @AfterAll
  static void stop() throws IOException {
    open.close();
    locked.close();
    Figures.note("a bad request is answered after", NANOS);
  }

  /**
   * A request and its answer.
   *
   * @param status 0 for a request that is answered after all, as it is not bad
   * @param param the one that is named, or null for any
   */
  record Case(String name, String request, int status, @Nullable String param) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case head(String name, String headers, int status) {
    return new Case(name, "GET /v1/models HTTP/1.1\r\n" + headers + "\r\n", status, null);
  }

  /** A chat with these fields beside model and messages. */
  private static Case chat(String name, String fields, @Nullable String param) {
    return body(name, "{\"model\":\"tiny\"," + MESSAGES + "," + fields + "}", 400, param);
  }

  private static Case body(String name, String body, int status, @Nullable String param) {
    String headers = "Content-Type: application/json\r\n";
    return new Case(
        name, RawClient.request("POST /v1/chat/completions", headers, body), status, param);
  }

  private static String image(String url) {
    return "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
               + "\"image_url\":{\"url\":\""
        + url
        + "\"}}]}]}";
  }

  private static String grammar(String text) {
    return "\"max_tokens\":4,\"grammar\":\"" + text.replace("\"", "\\\"") + "\"";
  }

  static Stream<Case> heads() {
    String host = "Host: localhost\r\n";
    return Stream.of(
        head("bad Host", "Host: evil.example\r\n", 403),
        head("missing Host", "", 400),
        head("foreign Origin", host + "Origin: https://evil.example\r\n", 403),
        head("key of 1 MiB", host + "Authorization: Bearer " + "k".repeat(1 << 20) + "\r\n", 431),
        head("header of 17 KiB", host + "X: " + "x".repeat(17 << 10) + "\r\n", 431),
        head("65 headers", host + "X: 1\r\n".repeat(64), 431),
        new Case(
            "3 MB of chunks of 1 byte",
            "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "1\r\n \r\n".repeat(500_000),
            413,
            null),
        new Case(
            "chunked and a length",
            """
            POST /v1/chat/completions HTTP/1.1\r
            Host: localhost\r
            Content-Length: 2\r
            Transfer-Encoding: chunked\r
            \r
            2\r
            {}\r
            0\r
            \r
            """,
            400,
            null),
        body("body of 2 MiB + 1", " ".repeat((2 << 20) + 1), 413, null));
  }

  static Stream<Case> trees() {
    return Stream.of(
        chat("depth 65", "\"x\":" + "[".repeat(65) + "]".repeat(65), null),
        chat("number of 100,000 digits", "\"seed\":" + "9".repeat(100_000), "seed"),
        chat("NaN", "\"top_p\":NaN", "top_p"),
        chat("1e999", "\"top_p\":1e999", "top_p"),
        chat("duplicate keys", "\"n\":1,\"n\":1", "n"),
        chat("wrong type", "\"stream\":\"yes\"", "stream"));
  }

  static Stream<Case> values() {
    String stops = "\"stop\":[" + "\"a\",".repeat(499_999) + "\"a\"]";
    return Stream.of(
        chat("n 0", "\"n\":0", "n"),
        chat("n -1", "\"n\":-1", "n"),
        chat("n 5 million", "\"n\":5000000", "n"),
        chat("max_tokens -1", "\"max_tokens\":-1", "max_tokens"),
        chat("max_tokens 2^31", "\"max_tokens\":2147483648", "max_tokens"),
        chat("temperature -1", "\"temperature\":-1", "temperature"),
        chat("temperature NaN", "\"temperature\":NaN", "temperature"),
        chat("500,000 stops", stops, "stop"),
        chat("top_logprobs 10^9", "\"logprobs\":true,\"top_logprobs\":1000000000", "top_logprobs"),
        chat("id beyond the vocabulary", "\"logit_bias\":{\"1000000\":1}", "logit_bias"),
        body("empty messages", "{\"model\":\"tiny\",\"messages\":[]}", 400, "messages"),
        body(
            "unknown role",
            "{\"model\":\"tiny\",\"messages\":[{\"role\":\"king\",\"content\":\"\"}]}",
            400,
            "messages[0].role"),
        body("unknown model", "{\"model\":\"none\"," + MESSAGES + "}", 404, "model"),
        body("model ../", "{\"model\":\"../../etc/passwd\"," + MESSAGES + "}", 404, "model"),
        body(
            "prompt beyond the context",
            "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\""
                + "word ".repeat(200_000)
                + "\"}]}",
            400,
            null));
  }

  static Stream<Case> structures() {
    String schema = "{\"type\":\"array\",\"items\":".repeat(300) + "{}" + "}".repeat(300);
    String image = "messages[0].content[0]";
    return Stream.of(
        chat(
            "grammar of depth 60,000",
            grammar("root ::= " + "(".repeat(60_000) + "\"a\"" + ")".repeat(60_000)),
            "grammar"),
        chat("left recursion", grammar("root ::= root \"a\" | \"a\""), "grammar"),
        chat("repetition to 10^9", grammar("root ::= \"a\"{0,1000000000}"), "grammar"),
        new Case(
            "repetition of what may be empty",
            chat("", grammar("root ::= (\"a\"*)*"), null).request,
            0,
            null),
        chat(
            "deep schema",
            "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"deep\","
                + "\"schema\":"
                + schema
                + "}}",
            null),
        body("image over http", image("http://example.org/a.png"), 400, image),
        body("image from a file", image("file:///etc/passwd"), 400, image),
        body("image from the cloud's metadata", image("http://169.254.169.254/"), 400, image),
        body("image from [::]", image("http://[::]:11434/"), 400, image));
  }

  @ParameterizedTest
  @MethodSource({"heads", "trees", "values", "structures"})
  void isAnsweredWithAnError(Case bad) throws Exception {
    long begun = System.nanoTime();
    RawClient.Answer answer = RawClient.once(open.port(), bad.request);
    NANOS.add(System.nanoTime() - begun);
    if (bad.status == 0) {
      assertThat(answer.status()).isIn(200, 400);
      return;
    }
    assertThat(answer.status()).as(answer.body()).isEqualTo(bad.status);
    check(answer, bad.param);
    assertThat(get(open, "").status()).isEqualTo(200);
  }

  private static void check(RawClient.Answer answer, @Nullable String param) {
    ObjectNode tree = ServerJson.parse(answer.body().getBytes(StandardCharsets.UTF_8));
    JsonNode error = tree.get("error");
    assertThat(error.propertyNames()).containsExactly("message", "type", "param", "code");
    assertThat(error.get("message").stringValue())
        .isNotBlank()
        .hasSizeLessThan(1000)
        .doesNotContain("Exception", "java.", "jackson", "\tat ", folder.toString());
    if (param != null) {
      assertThat(error.get("param").stringValue()).startsWith(param);
    }
  }

  @Test
  void slowloris() throws IOException {
    Timeouts usual = Timeouts.DEFAULT;
    Timeouts quick =
        new Timeouts(
            Duration.ofMillis(200),
            usual.body(),
            usual.idle(),
            usual.write(),
            usual.request(),
            usual.drain());
    HttpSettings http = HttpSettings.DEFAULT.withTimeouts(quick);
    try (TestServer server = new TestServer(folder, ServerSettings.DEFAULT.withHttp(http))) {
      RawClient.Answer answer =
          RawClient.once(server.port(), "GET /v1/models HTTP/1.1\r\nHost: local");
      assertThat(answer.status()).isEqualTo(408);
      check(answer, null);
    }
  }

  private static RawClient.Answer get(TestServer server, String headers) throws IOException {
    return RawClient.once(server.port(), RawClient.request("GET /v1/models", headers, ""));
  }

  @Test
  void keys() throws IOException {
    RawClient.Answer absent = get(locked, "");
    assertThat(absent.status()).isEqualTo(401);
    check(absent, null);
    RawClient.Answer wrong = get(locked, "Authorization: Bearer guess\r\n");
    assertThat(wrong.status()).isEqualTo(401);
    check(wrong, null);
    assertThat(get(locked, "Authorization: Bearer secret\r\n").status()).isEqualTo(200);
  }
}
