package dev.bantam.cli;

import static dev.bantam.cli.Called.bantam;
import static dev.bantam.cli.Called.fine;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.hub.Hub;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bantam chat} on a tiny model of random weights. */
class ChatVerbTest {
  @TempDir private Path temp;

  private final InputStream inherited = System.in;

  /** Nothing is piped in, as from a terminal; what tests inherit may be somebody else's. */
  @BeforeEach
  void closeInput() {
    System.setIn(InputStream.nullInputStream());
  }

  @AfterEach
  void restoreInput() {
    System.setIn(inherited);
  }

  private Path file;

  @BeforeEach
  void forget() throws Exception {
    file = Hub.current().home().root().resolve("chats").resolve("test-chat.json");
    Files.deleteIfExists(file);
  }

  private static String[] chat(String... more) {
    List<String> args = new ArrayList<>(List.of("chat", "-m", Called.LLAMA));
    args.addAll(List.of("-n", "4", "-s", "1"));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  @Test
  void aConversationGoesOnUnderItsName() throws Exception {
    fine(chat("--remember", "test-chat", "Hi"));
    String first = Files.readString(file);
    assertThat(first).contains("{\"role\":\"user\",\"content\":\"Hi\"}");
    Files.writeString(file, first.replace("\"Hi\"", "\"Ho\""));
    Map<?, ?> said = (Map<?, ?>) fine(chat("--remember", "test-chat", "--json", "So?")).json();
    Map<?, ?> memory = (Map<?, ?>) said.get("memory");
    assertThat((List<?>) memory.get("messages")).hasSize(4);
    assertThat(memory.toString()).contains("content=Ho");
    assertThat(said.get("usage")).isNotNull();
    Files.writeString(file, "{");
    Called broken = bantam(chat("--remember", "test-chat", "So?"));
    assertThat(broken.status()).isEqualTo(Failures.MALFORMED);
    assertThat(broken.err()).contains("test-chat.json");
    assertThat(bantam(chat("--remember", "../x", "So?")).status()).isEqualTo(Failures.USAGE);
  }

  @Test
  void aPersonaAndAGuardTakePart() throws Exception {
    Path persona =
        Files.writeString(
            temp.resolve("p.yaml"),
            """
            name: p
            system: S.
            sampling: {temperature: 0}
            guard: [{words: [heron], say: No birds.}]
            """);
    Called blocked = fine(chat("--persona", persona.toString(), "A heron"));
    assertThat(blocked.out()).isEqualToNormalizingNewlines("No birds.\n");
    assertThat(blocked.err()).contains("[guard: 'heron' in input: block]");
    Map<?, ?> said =
        (Map<?, ?>) fine(chat("--guard", "default", "--json", "Pay DE89370400440532013000")).json();
    assertThat(said.get("memory").toString()).contains("Pay [account]");
    Called wrong = bantam(chat("--persona", temp.resolve("none.yaml").toString(), "x"));
    assertThat(wrong.status()).isEqualTo(Failures.IO);
    Called mcp = bantam(chat("--mcp", persona.toString(), "x"));
    assertThat(mcp.status()).isEqualTo(Failures.MALFORMED);
  }
}
