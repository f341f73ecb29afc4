package dev.bantam.server.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.generate.Generator;
import dev.bantam.server.ServerSettings;
import dev.bantam.server.TestServer;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More requests than a model has places for. */
class OverloadTest {
  private static final int PARALLEL = 2;
  private static final int QUEUE = 2;

  @TempDir private Path folder;

  @Test
  void whoFindsNoPlaceHearsItAtOnce() throws Exception {
    ServerSettings settings =
        ServerSettings.DEFAULT
            .withGenerator(Generator.Options.DEFAULT.withParallel(PARALLEL))
            .withQueue(QUEUE);
    try (TestServer server = new TestServer(folder, settings);
        HttpClient client = HttpClient.newHttpClient()) {
      ask(client, server, 1).body().close();
      List<InputStream> places = new ArrayList<>();
      for (int i = 0; i < PARALLEL; i++) {
        places.add(ask(client, server, 4000).body()); // and nobody reads
      }
      List<Thread> waiting = new ArrayList<>();
      for (int i = 0; i < QUEUE; i++) {
        waiting.add(Thread.startVirtualThread(() -> askAndLeave(client, server)));
      }
      List<Duration> times = new ArrayList<>();
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (times.size() < 21 && System.nanoTime() < end) {
        long begun = System.nanoTime();
        HttpResponse<InputStream> answer = ask(client, server, 1);
        if (answer.statusCode() == 429) { // those that wait have come
          times.add(Duration.ofNanos(System.nanoTime() - begun));
          assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        }
        answer.body().close();
      }
      times.sort(null);
      assertThat(times).hasSize(21);
      // Not the slowest: the machine may have other things to do.
      assertThat(times.get(5)).isLessThan(Duration.ofMillis(50));
      for (InputStream place : places) {
        place.close();
      }
      int status = 429;
      for (long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
          status == 429 && System.nanoTime() < until; ) {
        Thread.sleep(20);
        HttpResponse<InputStream> answer = ask(client, server, 1);
        status = answer.statusCode();
        answer.body().close();
      }
      assertThat(status).isEqualTo(200);
      client.shutdownNow(); // those that waited need not come to their end
      for (Thread one : waiting) {
        one.join();
      }
    }
  }

  private static HttpResponse<InputStream> ask(HttpClient client, TestServer server, int tokens)
      throws Exception {
    String body =
        "{\"model\":\"tiny\",\"prompt\":\"x\",\"options\":{\"num_predict\":%d}}".formatted(tokens);
    return client.send(
        HttpRequest.newBuilder(server.uri("/api/generate"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  private static void askAndLeave(HttpClient client, TestServer server) {
    try (InputStream body = ask(client, server, 4000).body()) {
      body.transferTo(OutputStream.nullOutputStream());
    } catch (Exception e) {
      // The test is over.
    }
  }
}
