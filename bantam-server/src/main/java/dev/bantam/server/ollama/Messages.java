package dev.bantam.server.ollama;

import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import dev.bantam.generate.Message;
import dev.bantam.generate.ToolCall;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.HttpLimits;
import dev.bantam.server.http.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the conversations that clients send. */
final class Messages {
  private Messages() {}

  /**
   * The field {@code messages}; empty if it is absent.
   *
   * @throws ApiException 400 that names the part of a message that is not as it should be
   */
  static List<Message> read(JsonFields body) {
    List<Message> messages = new ArrayList<>();
    for (JsonFields fields : body.objects("messages", HttpLimits.MESSAGES)) {
      messages.add(message(fields));
    }
    return messages;
  }

  private static Message message(JsonFields fields) {
    String role = fields.string("role").toLowerCase(Locale.ROOT);
    if (!List.of("system", "user", "assistant", "tool").contains(role)) {
      throw fields.wrong("role", "system, user, assistant or tool");
    }
    refuseImages(fields);
    String thinking = fields.string("thinking", null);
    return new Message(
        role,
        String.valueOf(fields.string("content", "")),
        thinking == null || thinking.isEmpty() ? null : thinking,
        toolCalls(fields),
        fields.string("tool_call_id", null),
        fields.string("tool_name", null));
  }

  /** Models here read text alone. */
  static void refuseImages(JsonFields fields) {
    if (!fields.items("images", Integer.MAX_VALUE).isEmpty()) {
      throw ApiException.bad(
          fields.param("images"), fields.param("images") + ": this model reads no images");
    }
  }

  private static List<ToolCall> toolCalls(JsonFields message) {
    List<ToolCall> calls = new ArrayList<>();
    for (JsonFields call : message.objects("tool_calls", HttpLimits.TOOLS)) {
      JsonFields function = call.object("function");
      if (function == null) {
        throw call.wrong("function", "an object with name and arguments");
      }
      String id = call.string("id", null);
      calls.add(
          new ToolCall(
              id == null ? "call_" + calls.size() : id,
              function.string("name"),
              arguments(function)));
    }
    return calls;
  }

  /** An object, or a text that holds one as OpenAI's clients send it. */
  private static Map<String, ?> arguments(JsonFields function) {
    JsonNode arguments = function.find("arguments");
    if (arguments == null) {
      return Map.of();
    }
    if (arguments.isString()) {
      try {
        return Json.parseObject("arguments", arguments.stringValue());
      } catch (MalformedFileException e) {
        throw function.wrong("arguments", "an object");
      }
    }
    JsonFields fields = function.object("arguments");
    return fields == null ? Map.of() : fields.data();
  }

  /** The field {@code tools}, as plain data. */
  static List<Map<String, ?>> tools(JsonFields body) {
    List<Map<String, ?>> tools = new ArrayList<>();
    for (JsonFields tool : body.objects("tools", HttpLimits.TOOLS)) {
      @Nullable JsonFields function = tool.object("function");
      if (function == null) {
        throw tool.wrong("function", "an object with name and parameters");
      }
      if (function.string("name").isEmpty()) {
        throw function.wrong("name", "a function's name");
      }
      function.object("parameters");
      tools.add(tool.data());
    }
    return tools;
  }
}
