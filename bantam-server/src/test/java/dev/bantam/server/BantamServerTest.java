package dev.bantam.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.generate.Generator;
import dev.bantam.generate.Message;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.generate.sample.SamplingOptions;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BantamServerTest {
  @TempDir private Path folder;

  @Test
  void tellsThatItIsWell() throws Exception {
    try (TestServer server = new TestServer(folder);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(server.uri("/health")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("{\"status\":\"ok\"}");
    }
  }

  @Test
  void theTinyModelSpeaksPrintableText() throws Exception {
    try (TestServer _ = new TestServer(folder);
        Generator generator = Generator.open(folder.resolve("tiny.gguf"))) {
      Prompt prompt = Prompt.chat(List.of(Message.user("Hello")));
      String text =
          generator.stream(
                  Request.builder(prompt).sampling(SamplingOptions.GREEDY).maxTokens(40).build())
              .answer()
              .text();
      assertThat(text).hasSize(40).matches("[ -~]+");
      assertThat(text(generator.tokenizer().decode(generator.encode(prompt), false, true)))
          .isEqualTo("<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n");
    }
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
