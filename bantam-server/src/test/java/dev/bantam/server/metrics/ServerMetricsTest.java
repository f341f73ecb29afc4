package dev.bantam.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.evaluate.energy.EnergySettings;
import dev.bantam.server.ServerSettings;
import dev.bantam.server.TestServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerMetricsTest {
  @TempDir private Path folder;

  @Test
  void countsWhatIsAnswered() throws Exception {
    ServerSettings settings = ServerSettings.DEFAULT.withEnergy(EnergySettings.DEFAULT);
    try (TestServer server = new TestServer(folder, settings);
        HttpClient client = HttpClient.newHttpClient()) {
      String body =
          "{\"model\":\"tiny\",\"max_tokens\":7,"
              + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
      String answer =
          text(
              client,
              HttpRequest.newBuilder(server.uri("/v1/chat/completions"))
                  .POST(HttpRequest.BodyPublishers.ofString(body)));
      assertThat(answer).contains("\"energy_wh\":", "\"co2_g\":", "\"energy_method\":\"");
      text(client, HttpRequest.newBuilder(server.uri("/v1/none")));
      List<String> expected =
          List.of(
              "gen_ai_client_token_usage_sum{gen_ai_operation_name=\"chat\","
                  + "gen_ai_provider_name=\"bantam\",gen_ai_request_model=\"tiny\","
                  + "gen_ai_token_type=\"output\"} 7.0",
              "gen_ai_server_time_to_first_token_seconds_count",
              "gen_ai_server_time_per_output_token_seconds_bucket",
              "gen_ai_client_operation_duration_seconds_sum",
              "http_response_status_code=\"404\",http_route=\"none\"",
              "http_route=\"/v1/chat/completions\"",
              "bantam_models 1.0",
              "bantam_queue 0.0",
              "jvm_memory_used_bytes",
              "process_uptime_seconds");
      String metrics;
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
      do { // a client may have its answer a moment before it is counted
        metrics = text(client, HttpRequest.newBuilder(server.uri("/metrics")));
      } while (!expected.stream().allMatch(metrics::contains) && System.nanoTime() < end);
      assertThat(metrics).contains(expected).doesNotContain("/v1/none");
    }
  }

  private static String text(HttpClient client, HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
  }
}
