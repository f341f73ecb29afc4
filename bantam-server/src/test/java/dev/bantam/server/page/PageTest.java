package dev.bantam.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.server.TestServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
  private static final Path RESOURCES = Path.of("src/main/resources/dev/bantam/server/page");

  @TempDir private Path folder;

  @Test
  void servesEveryFileUnderAStrictPolicy() throws Exception {
    try (TestServer server = new TestServer(folder);
        HttpClient client = HttpClient.newHttpClient();
        Stream<Path> files = Files.walk(RESOURCES)) {
      List<String> paths =
          files
              .filter(Files::isRegularFile)
              .map(file -> RESOURCES.relativize(file).toString().replace('\\', '/'))
              .filter(name -> !name.contains("LICENSE") && !name.endsWith(".md"))
              .map(name -> name.equals("index.html") ? "/" : "/page/" + name)
              .toList();
      assertThat(paths).hasSizeGreaterThan(15);
      for (String path : paths) {
        HttpResponse<String> response =
            client.send(
                HttpRequest.newBuilder(server.uri(path)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Security-Policy")).hasValue(Page.POLICY);
        String tag = response.headers().firstValue("ETag").orElseThrow();
        HttpRequest again =
            HttpRequest.newBuilder(server.uri(path)).header("If-None-Match", tag).build();
        response = client.send(again, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(path).isEqualTo(304);
        assertThat(response.body()).isEmpty();
      }
    }
  }
}
