package dev.bantam.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The route of conversations keeps nothing: the memory goes back and forth. */
class ChatTaskTest {
  @TempDir private Path folder;

  private static JsonNode say(TestServer server, Map<String, Object> body) throws Exception {
    Map<String, Object> whole = new HashMap<>(body);
    whole.put("model", "tiny");
    return Http.post(server, "/v1/tasks/chat", whole);
  }

  @Test
  void theMemoryGoesBackAndForth() throws Exception {
    try (TestServer server = new TestServer(folder)) {
      JsonNode first =
          say(
              server,
              Map.of(
                  "text",
                  "I am a@b.org",
                  "max_tokens",
                  4,
                  "guard",
                  "rules: [{personal: [email], action: mask}]"));
      assertThat(first.toString()).contains("\"I am [e-mail]\"", "\"usage\"", "\"blocked\":false");
      JsonNode memory = first.get("memory");
      JsonNode second = say(server, Map.of("text", "Hi", "max_tokens", 4, "memory", memory));
      assertThat(second.get("memory").get("messages").size()).isEqualTo(4);
      JsonNode wrong = say(server, Map.of("text", "Hi", "guard", "rules: 3"));
      assertThat(wrong.get("error").get("message").stringValue()).contains("rules");
      JsonNode none = say(server, Map.of("text", "Hi", "memory", Map.of("note", 3)));
      assertThat(none.get("error").get("message").stringValue()).contains("memory");
    }
  }
}
