package dev.bantam.tasks.chat.mcp;

import dev.bantam.generate.ToolCall;
import dev.bantam.tasks.chat.Tools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tools of servers, each called only if it is allowed. What a server says is content: its
 * descriptions and results are cut to size, and never run or obeyed here.
 */
public final class McpTools implements Tools, AutoCloseable {
  private record Offered(McpClient client, String name, Map<String, ?> function) {}

  private final Map<String, Offered> tools = new LinkedHashMap<>();
  private final List<McpClient> clients = new ArrayList<>();
  private final Predicate<ToolCall> allowed;
  private final Duration patience;

  private McpTools(Predicate<ToolCall> allowed, Duration patience) {
    this.allowed = allowed;
    this.patience = patience;
  }

  /**
   * Starts servers and asks what they offer.
   *
   * @param allowed asked before each call
   * @throws McpException naming the server that cannot be used
   */
  public static McpTools start(List<McpServer> servers, Predicate<ToolCall> allowed)
      throws McpException {
    return start(servers, allowed, McpLimits.START, McpLimits.CALL);
  }

  static McpTools start(
      List<McpServer> servers, Predicate<ToolCall> allowed, Duration start, Duration call)
      throws McpException {
    McpTools tools = new McpTools(allowed, call);
    try {
      for (McpServer server : servers) {
        McpClient client = McpClient.start(server, start);
        tools.clients.add(client);
        tools.list(client, start);
      }
      return tools;
    } catch (McpException | RuntimeException e) {
      tools.close();
      throw e;
    }
  }

  private void list(McpClient client, Duration patience) throws McpException {
    String cursor = null;
    int count = 0;
    do {
      Map<?, ?> page =
          client.request(
              "tools/list", cursor == null ? Map.of() : Map.of("cursor", cursor), patience);
      for (Object one : page.get("tools") instanceof List<?> list ? list : List.of()) {
        if (++count > McpLimits.TOOLS) {
          throw new McpException(
              client.name(), "offers more than %d tools".formatted(McpLimits.TOOLS));
        }
        if (one instanceof Map<?, ?> tool && tool.get("name") instanceof String name) {
          add(client, name, tool);
        }
      }
      cursor = page.get("nextCursor") instanceof String next && count > 0 ? next : null;
    } while (cursor != null && ++count <= McpLimits.TOOLS);
  }

  private void add(McpClient client, String name, Map<?, ?> tool) {
    String unique = tools.containsKey(name) ? client.name() + "_" + name : name;
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", unique);
    if (tool.get("description") instanceof String description) {
      function.put("description", cut(description, McpLimits.DESCRIPTION_CHARS));
    }
    if (tool.get("inputSchema") instanceof Map<?, ?> schema) {
      function.put("parameters", schema);
    }
    tools.putIfAbsent(unique, new Offered(client, name, function));
  }

  @Override
  public List<Map<String, ?>> offered() {
    List<Map<String, ?>> offered = new ArrayList<>();
    for (Offered tool : tools.values()) {
      offered.add(Map.of("type", "function", "function", tool.function()));
    }
    return offered;
  }

  @Override
  public String call(ToolCall call) {
    Offered tool = tools.get(call.name());
    if (tool == null) {
      return "Error: there is no tool '%s'".formatted(call.name());
    }
    if (!allowed.test(call)) {
      return "Error: the user does not allow this call";
    }
    try {
      Map<String, Object> parameters = new LinkedHashMap<>();
      parameters.put("name", tool.name());
      parameters.put("arguments", call.arguments());
      return text(tool.client().request("tools/call", parameters, patience));
    } catch (McpException e) {
      return "Error: " + e.getMessage();
    }
  }

  private static String text(Map<?, ?> result) {
    StringBuilder text = new StringBuilder();
    if (Boolean.TRUE.equals(result.get("isError"))) {
      text.append("Error: ");
    }
    for (Object part : result.get("content") instanceof List<?> list ? list : List.of()) {
      if (part instanceof Map<?, ?> map && text.length() <= McpLimits.RESULT_CHARS) {
        text.append(part(map)).append('\n');
      }
    }
    return cut(text.toString().strip(), McpLimits.RESULT_CHARS);
  }

  private static String part(Map<?, ?> part) {
    if (part.get("text") instanceof String text) {
      return text;
    }
    return part.get("resource") instanceof Map<?, ?> resource
            && resource.get("text") instanceof String text
        ? text
        : "[%s]".formatted(part.get("type"));
  }

  /** A text of at most so many characters. */
  static String cut(@Nullable String text, int most) {
    String whole = text == null ? "" : text;
    if (whole.length() <= most) {
      return whole;
    }
    int end = Character.isHighSurrogate(whole.charAt(most - 1)) ? most - 1 : most;
    return whole.substring(0, end) + " [cut]";
  }

  @Override
  public void close() {
    clients.forEach(McpClient::close);
  }
}
