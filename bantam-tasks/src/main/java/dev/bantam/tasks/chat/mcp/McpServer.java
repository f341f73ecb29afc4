package dev.bantam.tasks.chat.mcp;

import dev.bantam.format.Json;
import dev.bantam.format.Limits;
import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a server of tools is started. A file of them is what many programs read:
 *
 * <pre>
 * {"mcpServers": {"files": {"command": "npx", "args": ["..."], "env": {"KEY": "value"}}}}
 * </pre>
 */
public record McpServer(String name, List<String> command, Map<String, String> env) {
  public McpServer {
    command = List.copyOf(command);
    env = Map.copyOf(env);
  }

  /**
   * Reads a file; nothing is started.
   *
   * @throws MalformedFileException naming the server that is wrong
   */
  public static List<McpServer> read(Path file) throws IOException {
    if (Files.size(file) > Limits.JSON_BYTES) {
      throw wrong(file, "is too long");
    }
    Map<String, Object> root = Json.parseObject(file.toString(), Files.readString(file));
    if (!(root.get("mcpServers") instanceof Map<?, ?> servers)
        || servers.size() > McpLimits.SERVERS) {
      throw wrong(
          file, "should have \"mcpServers\" with at most %d of them".formatted(McpLimits.SERVERS));
    }
    List<McpServer> read = new ArrayList<>();
    for (Map.Entry<?, ?> server : servers.entrySet()) {
      String name = String.valueOf(server.getKey());
      if (!(server.getValue() instanceof Map<?, ?> fields)
          || !(fields.get("command") instanceof String program)) {
        throw wrong(
            file,
            "server '%s' should have a \"command\": only servers that are started here are used"
                .formatted(name));
      }
      List<String> command = new ArrayList<>(List.of(program));
      command.addAll(texts(file, name, fields.get("args")));
      read.add(new McpServer(name, command, env(file, name, fields.get("env"))));
    }
    return read;
  }

  private static List<String> texts(Path file, String name, @Nullable Object value)
      throws MalformedFileException {
    List<String> texts = new ArrayList<>();
    if (value != null && !(value instanceof List<?>)) {
      throw wrong(file, "server '%s': \"args\" should be a list of texts".formatted(name));
    }
    for (Object text : value instanceof List<?> list ? list : List.of()) {
      texts.add(String.valueOf(text));
    }
    return texts;
  }

  private static Map<String, String> env(Path file, String name, @Nullable Object value)
      throws MalformedFileException {
    Map<String, String> env = new LinkedHashMap<>();
    if (value != null && !(value instanceof Map<?, ?>)) {
      throw wrong(file, "server '%s': \"env\" should be an object of texts".formatted(name));
    }
    (value instanceof Map<?, ?> map ? map : Map.of())
        .forEach((key, text) -> env.put(String.valueOf(key), String.valueOf(text)));
    return env;
  }

  private static MalformedFileException wrong(Path file, String reason) {
    return new MalformedFileException(file, -1, reason);
  }
}
