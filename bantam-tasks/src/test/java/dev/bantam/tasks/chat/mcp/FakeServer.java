package dev.bantam.tasks.chat.mcp;

import dev.bantam.format.Json;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A server of tools, run as a process of its own. Its tools' names say how it behaves. */
final class FakeServer {
  private static final List<String> TOOLS =
      List.of("add", "environment", "wrong", "hang", "die", "flood", "long", "noise", "pinged");

  private FakeServer() {}

  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  public static void main(String[] args) throws Exception {
    if (args[0].equals("mute")) {
      Thread.sleep(100_000);
    }
    OUT.println("A greeting that is no message");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Map<String, Object> message = Json.parseObject("line", line);
      switch (String.valueOf(message.get("method"))) {
        case "initialize" ->
            reply(message, Map.of("protocolVersion", "2025-06-18", "capabilities", Map.of()));
        case "tools/list" -> reply(message, page(message));
        case "tools/call" -> call(message, in);
        default -> {}
      }
    }
  }

  /** Two pages. */
  private static Map<String, Object> page(Map<String, Object> message) {
    boolean first = !((Map<?, ?>) message.get("params")).containsKey("cursor");
    List<String> names = first ? TOOLS.subList(0, 4) : TOOLS.subList(4, TOOLS.size());
    Map<String, Object> page = new LinkedHashMap<>();
    page.put(
        "tools",
        names.stream()
            .map(
                name ->
                    Map.of(
                        "name", name, "description", "d", "inputSchema", Map.of("type", "object")))
            .toList());
    if (first) {
      page.put("nextCursor", "2");
    }
    return page;
  }

  private static void call(Map<String, Object> message, BufferedReader in) throws Exception {
    Map<?, ?> parameters = (Map<?, ?>) message.get("params");
    Map<?, ?> arguments = (Map<?, ?>) parameters.get("arguments");
    switch ((String) parameters.get("name")) {
      case "add" ->
          say(
              message,
              ""
                  + (((Number) arguments.get("a")).longValue()
                      + ((Number) arguments.get("b")).longValue()));
      case "environment" -> say(message, String.join(",", System.getenv().keySet()));
      case "wrong" ->
          OUT.println(
              Json.write(
                  Map.of(
                      "jsonrpc",
                      "2.0",
                      "id",
                      message.get("id"),
                      "error",
                      Map.of("code", -1, "message", "no such luck"))));
      case "hang" -> Thread.sleep(100_000);
      case "die" -> {
        System.err.println("out of cheese");
        Runtime.getRuntime().halt(3);
      }
      case "flood" -> {
        while (true) {
          OUT.print("x".repeat(1 << 16));
        }
      }
      case "long" -> say(message, "y".repeat(1 << 20));
      case "noise" -> {
        for (int i = 0; i < 50_000; i++) {
          OUT.println("{\"jsonrpc\": \"2.0\", \"method\": \"notifications/message\"}");
          OUT.println("{\"jsonrpc\": \"2.0\", \"id\": 9999, \"result\": {}}");
        }
        say(message, "quiet");
      }
      default -> {
        OUT.println("{\"jsonrpc\": \"2.0\", \"id\": \"p\", \"method\": \"ping\"}");
        say(message, in.readLine());
      }
    }
  }

  private static void say(Map<String, Object> message, String text) {
    reply(
        message,
        Map.of("content", List.of(Map.of("type", "text", "text", text), Map.of("type", "image"))));
  }

  private static void reply(Map<String, Object> message, Map<String, Object> result) {
    OUT.println(Json.write(Map.of("jsonrpc", "2.0", "id", message.get("id"), "result", result)));
  }
}
