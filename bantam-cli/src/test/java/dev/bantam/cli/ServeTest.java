package dev.bantam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bantam serve} as a process of its own, which is told to stop, or killed. */
class ServeTest {
  private static final int KILLS = Integer.getInteger("bantam.kills", 1);
  private static final Path MODEL =
      Path.of(
          "..", "bantam-core", "src", "test", "resources", "goldens/arch/llama-tied/model.gguf");

  @TempDir private Path temp;

  /** A server that runs. */
  private record Running(Process process, BufferedReader err, URI uri) {
    int get(HttpClient client, String path) throws IOException, InterruptedException {
      return client
          .send(
              HttpRequest.newBuilder(uri.resolve(path)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--add-modules", "jdk.incubator.vector", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    // Where people write other digits than HTTP does.
    command.addAll(List.of("-Duser.language=ar", "-Duser.country=SA"));
    command.addAll(List.of(Main.class.getName(), "serve"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("BANTAM_HOME", temp.resolve("home").toString());
    builder.environment().remove("BANTAM_API_KEY");
    return builder.start();
  }

  private Running serving() throws IOException {
    Process process = start(MODEL.toString(), "--port", "0", "--memory", "256M");
    BufferedReader err = process.errorReader();
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      int at = line.indexOf("http://");
      if (line.startsWith("Serving ") && at > 0) {
        return new Running(process, err, URI.create(line.substring(at)));
      }
    }
    throw new IOException("the server ended with " + process.exitValue());
  }

  @Test
  void whatIsRunningEndsBeforeTheServerDoes() throws Exception {
    Running server = serving();
    try (HttpClient client = HttpClient.newHttpClient()) {
      String body = "{\"prompt\":\"a\",\"max_tokens\":2000,\"stream\":true,\"ignore_eos\":true}";
      HttpResponse<InputStream> stream =
          client.send(
              HttpRequest.newBuilder(server.uri().resolve("/v1/completions"))
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertThat(stream.statusCode()).isEqualTo(200);
      assertThat(stream.body().read()).isPositive();
      server.process().toHandle().destroy(); // SIGTERM
      String rest = new String(stream.body().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(rest).endsWith("data: [DONE]\n\n");
      assertThat(server.process().waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(server.process().exitValue()).isZero();
    } finally {
      server.process().destroyForcibly();
    }
  }

  @Test
  void startsAgainAfterItWasKilled() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < KILLS; i++) {
        Running server = serving();
        try {
          assertThat(server.get(client, "/health")).isEqualTo(200);
        } finally {
          server.process().destroyForcibly().waitFor(); // kill -9
        }
      }
      Running server = serving();
      try {
        assertThat(server.get(client, "/v1/models")).isEqualTo(200);
      } finally {
        server.process().destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void saysWhatIsWrongAndHowToMendIt() throws Exception {
    Path empty = Files.createFile(temp.resolve("keys"));
    Process open = start("--host", "0.0.0.0");
    Process noKey = start("--key-file", empty.toString());
    String said = new String(open.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(open.waitFor()).isEqualTo(2);
    assertThat(said).contains("--key-file").doesNotContain("\tat ");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process second = start(MODEL.toString(), "--port", Integer.toString(taken.getLocalPort()));
      said = new String(second.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(second.waitFor()).isEqualTo(74);
      assertThat(said).contains("--port").doesNotContain("\tat ");
    }
    said = new String(noKey.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(noKey.waitFor()).isEqualTo(2);
    assertThat(said).contains("holds no key");
  }
}
