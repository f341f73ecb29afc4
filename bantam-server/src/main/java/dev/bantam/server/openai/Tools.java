package dev.bantam.server.openai;

import dev.bantam.server.chat.ToolChoice;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.HttpLimits;
import dev.bantam.server.http.JsonFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The tools that a model may ask for.
 *
 * @param functions as the client gave them, as plain data
 * @param choice whether one must be asked for
 */
record Tools(List<Map<String, ?>> functions, ToolChoice choice) {
  private static final int MAX_NAME = 64;

  /** The fields {@code tools} and {@code tool_choice}. */
  static Tools read(JsonFields body) {
    if (body.has("functions")) {
      throw ApiException.bad("functions", "functions is no longer known: use tools");
    }
    return read(body, false);
  }

  /** The same as {@code /v1/responses} has them: tools are functions, and have none inside. */
  static Tools readFlat(JsonFields body) {
    return read(body, true);
  }

  private static Tools read(JsonFields body, boolean flat) {
    List<Map<String, ?>> functions = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonFields tool : body.objects("tools", HttpLimits.TOOLS)) {
      JsonFields function = flat ? tool : tool.object("function");
      if (!tool.string("type").equals("function") || function == null) {
        throw ApiException.bad(
            tool.param("type"), tool.param("type") + " must be function, with a function");
      }
      String name = function.string("name");
      if (!isName(name)) {
        throw function.wrong(
            "name", "1 to " + MAX_NAME + " letters, digits, points, lines and underscores");
      }
      if (!names.add(name)) {
        throw function.wrong("name", "a name that no other tool has");
      }
      function.string("description", null);
      function.object("parameters");
      functions.add(flat ? Map.of("type", "function", "function", tool.data()) : tool.data());
    }
    return new Tools(functions, choice(body, names, flat));
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_NAME
        && name.chars()
            .allMatch(
                c ->
                    c >= 'a' && c <= 'z'
                        || c >= 'A' && c <= 'Z'
                        || c >= '0' && c <= '9'
                        || c == '_'
                        || c == '-'
                        || c == '.');
  }

  private static ToolChoice choice(JsonFields body, Set<String> names, boolean flat) {
    JsonNode choice = body.find("tool_choice");
    if (choice == null) {
      return new ToolChoice.Auto();
    }
    ToolChoice read = choice.isString() ? word(body) : named(body, names, flat);
    if (names.isEmpty() && read instanceof ToolChoice.Required) {
      throw body.wrong("tool_choice", "none or auto where there are no tools");
    }
    return read;
  }

  private static ToolChoice word(JsonFields body) {
    return switch (body.string("tool_choice")) {
      case "auto" -> new ToolChoice.Auto();
      case "none" -> new ToolChoice.None();
      case "required" -> new ToolChoice.Required();
      default -> throw body.wrong("tool_choice", "none, auto, required or a function");
    };
  }

  private static ToolChoice named(JsonFields body, Set<String> names, boolean flat) {
    JsonFields choice = body.object("tool_choice");
    JsonFields function = choice == null || flat ? choice : choice.object("function");
    if (function == null) {
      throw body.wrong("tool_choice", "none, auto, required or a function");
    }
    String name = function.string("name");
    if (!names.contains(name)) {
      throw function.wrong("name", "that of one of the tools");
    }
    return new ToolChoice.Named(name);
  }
}
