package dev.bantam.cli;

import dev.bantam.format.Json;
import dev.bantam.generate.ToolCall;
import dev.bantam.tasks.chat.mcp.McpServer;
import dev.bantam.tasks.chat.mcp.McpTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which tools a model may ask for, and who allows its calls. */
final class ToolArguments {
  @Option(
      names = "--mcp",
      paramLabel = "FILE",
      description =
          "Start the tool servers of a file (\"mcpServers\", as other programs have it); off"
              + " otherwise.")
  private @Nullable Path file;

  @Option(
      names = "--allow",
      split = ",",
      paramLabel = "TOOL",
      description = "Call these tools without asking; others are shown and asked for each time.")
  private List<String> allow = List.of();

  private final Set<String> allowed = new HashSet<>();
  private UnaryOperator<String> user = _ -> "";

  /** Starts the servers; null if none were asked for. */
  @Nullable McpTools start() throws IOException {
    allowed.addAll(allow);
    return file == null ? null : McpTools.start(McpServer.read(file), this::mayCall);
  }

  /** Says who is asked from now on. */
  void ask(UnaryOperator<String> asked) {
    user = asked;
  }

  /** Without what would move a terminal's cursor: the server chose the name. */
  private static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              boolean hidden =
                  Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
              plain.appendCodePoint(hidden ? '?' : c);
            });
    return plain.toString();
  }

  private boolean mayCall(ToolCall call) {
    String shown = plain(call.name() + " " + Json.write(call.arguments()));
    if (allowed.contains(call.name())) {
      System.err.println("[tool: " + shown + "]");
      return true;
    }
    String answer = user.apply("\nCall " + shown + "? [y]es, [n]o, [a]lways: ");
    return switch (answer.strip().toLowerCase(Locale.ROOT)) {
      case "y", "yes" -> true;
      case "a", "always" -> {
        allowed.add(call.name());
        yield true;
      }
      default -> false; // also a message that begins with these letters
    };
  }
}
