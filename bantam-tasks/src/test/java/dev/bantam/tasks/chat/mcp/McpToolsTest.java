package dev.bantam.tasks.chat.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.format.MalformedFileException;
import dev.bantam.generate.ToolCall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class McpToolsTest {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration CALL = Duration.ofSeconds(2);

  private static McpServer server(String name, String mode) {
    return new McpServer(
        name,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            FakeServer.class.getName(),
            mode),
        Map.of("FAKE_KEY", "1"));
  }

  private static ToolCall call(String name) {
    return new ToolCall("1", name, Map.of("a", 2, "b", 40));
  }

  private static McpTools start(Duration patience) throws Exception {
    return McpTools.start(List.of(server("fake", "")), _ -> true, START, patience);
  }

  @Test
  void toolsAreListedAndCalledWhenAllowed() throws Exception {
    List<ToolCall> asked = new ArrayList<>();
    try (McpTools tools =
        McpTools.start(
            List.of(server("one", ""), server("two", "")),
            call -> {
              asked.add(call);
              return !call.name().equals("die");
            },
            START,
            START)) {
      assertThat(tools.offered()).hasSize(18);
      assertThat(tools.offered().toString()).contains("name=add", "name=two_add", "type=object");
      assertThat(tools.call(call("add"))).isEqualTo("42\n[image]");
      assertThat(tools.call(call("two_add"))).isEqualTo("42\n[image]");
      assertThat(tools.call(call("die"))).contains("does not allow");
      assertThat(tools.call(call("none"))).contains("no tool 'none'");
      assertThat(tools.call(call("wrong"))).contains("no such luck");
      assertThat(tools.call(call("pinged"))).contains("\"id\":\"p\"", "\"result\":{}");
      assertThat(tools.call(call("noise"))).startsWith("quiet");
      assertThat(tools.call(call("long"))).hasSize(McpLimits.RESULT_CHARS + 6).endsWith(" [cut]");
      assertThat(tools.call(call("environment")).split("[,\n]", -1))
          .contains("FAKE_KEY", "PATH")
          .doesNotContain("BANTAM_HOME");
      assertThat(asked).hasSize(8);
    }
  }

  @Test
  void aServerThatHangsDiesOrFloodsIsEndedAndNamed() throws Exception {
    Map<String, String> reasons =
        Map.of(
            "hang", "did not answer within 2 seconds",
            "die", "out of cheese",
            "flood", "message of more than");
    for (Map.Entry<String, String> one : reasons.entrySet()) {
      try (McpTools tools = start(one.getKey().equals("hang") ? CALL : START)) {
        assertThat(tools.call(call(one.getKey())))
            .startsWith("Error: tool server 'fake'")
            .contains(one.getValue());
        assertThat(tools.call(call("add"))).as("afterwards").contains(one.getValue());
      }
    }
    for (ProcessHandle server : ProcessHandle.current().descendants().toList()) {
      server.onExit().get(1, TimeUnit.MINUTES);
    }
  }

  @Test
  void serversThatCannotBeUsedAreNamed() {
    McpServer none = new McpServer("gone", List.of("/no/such/program"), Map.of());
    assertThatThrownBy(() -> McpTools.start(List.of(none), _ -> true))
        .isInstanceOf(McpException.class)
        .hasMessageContaining("'gone' cannot be started");
    McpServer mute = server("mute", "mute");
    assertThatThrownBy(() -> McpTools.start(List.of(mute), _ -> true, CALL, CALL))
        .hasMessageContaining("'mute' did not answer");
  }

  @Test
  void filesOfServersAreChecked(@TempDir Path temp) throws Exception {
    Path file = temp.resolve("mcp.json");
    Files.writeString(
        file,
        "{\"mcpServers\": {\"a\": {\"command\": \"x\", \"args\": [\"-y\", 1], \"env\": {\"K\":"
            + " \"v\"}}}}");
    assertThat(McpServer.read(file))
        .containsExactly(new McpServer("a", List.of("x", "-y", "1"), Map.of("K", "v")));
    for (String wrong :
        List.of(
            "{}",
            "[",
            "{\"mcpServers\": []}",
            "{\"mcpServers\": {\"a\": {\"url\": \"https://x\"}}}",
            "{\"mcpServers\": {\"a\": {\"command\": \"x\", \"args\": 3}}}",
            "{\"mcpServers\": {\"a\": {\"command\": \"x\", \"env\": []}}}")) {
      Files.writeString(file, wrong);
      assertThatThrownBy(() -> McpServer.read(file))
          .as(wrong)
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining("mcp.json");
    }
  }
}
