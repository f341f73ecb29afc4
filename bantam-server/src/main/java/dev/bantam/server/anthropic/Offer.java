package dev.bantam.server.anthropic;

import dev.bantam.server.chat.ToolChoice;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.HttpLimits;
import dev.bantam.server.http.JsonFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tools that a model is offered.
 *
 * @param functions as OpenAI's {@code tools} have them, as plain data
 * @param choice whether one must be asked for
 */
record Offer(List<Map<String, ?>> functions, ToolChoice choice) {
  /** The fields {@code tools} and {@code tool_choice}. */
  static Offer read(JsonFields body) {
    List<Map<String, ?>> functions = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonFields tool : body.objects("tools", HttpLimits.TOOLS)) {
      String type = tool.string("type", "custom");
      if (!"custom".equals(type)) {
        throw tool.wrong("type", "custom: this server runs no tools, such as %s".formatted(type));
      }
      if (!names.add(tool.string("name"))) {
        throw tool.wrong("name", "a name that no other tool has");
      }
      functions.add(function(tool));
    }
    return new Offer(functions, choice(body, names));
  }

  private static Map<String, ?> function(JsonFields tool) {
    JsonFields schema = tool.object("input_schema");
    if (schema == null) {
      throw ApiException.bad(tool.param("input_schema"), "it is missing");
    }
    Map<String, @Nullable Object> function = new LinkedHashMap<>();
    function.put("name", tool.string("name"));
    function.put("description", tool.string("description", ""));
    function.put("parameters", schema.data());
    return Map.of("type", "function", "function", function);
  }

  private static ToolChoice choice(JsonFields body, Set<String> names) {
    JsonFields choice = body.object("tool_choice");
    if (choice == null) {
      return new ToolChoice.Auto();
    }
    return switch (choice.string("type")) {
      case "auto" -> new ToolChoice.Auto();
      case "none" -> new ToolChoice.None();
      case "any" -> {
        if (names.isEmpty()) {
          throw choice.wrong("type", "auto or none where there are no tools");
        }
        yield new ToolChoice.Required();
      }
      case "tool" -> {
        String name = choice.string("name");
        if (!names.contains(name)) {
          throw choice.wrong("name", "that of one of the tools");
        }
        yield new ToolChoice.Named(name);
      }
      default -> throw choice.wrong("type", "auto, any, tool or none");
    };
  }
}
