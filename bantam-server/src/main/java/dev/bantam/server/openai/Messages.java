package dev.bantam.server.openai;

import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import dev.bantam.generate.Message;
import dev.bantam.generate.ToolCall;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.HttpLimits;
import dev.bantam.server.http.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads the conversations that clients send. */
final class Messages {
  private Messages() {}

  /**
   * The field {@code messages}.
   *
   * @throws ApiException 400 that names the part of a message that is not as it should be
   */
  static List<Message> read(JsonFields body) {
    List<Message> messages = new ArrayList<>();
    for (JsonFields fields : body.objects("messages", HttpLimits.MESSAGES)) {
      messages.add(message(fields));
    }
    if (messages.isEmpty()) {
      throw body.wrong("messages", "a list of at least one message");
    }
    return messages;
  }

  private static Message message(JsonFields fields) {
    String role = fields.string("role");
    List<ToolCall> calls = List.of();
    switch (role) {
      case "system", "user", "tool" -> {}
      case "developer" -> role = "system";
      case "assistant" -> calls = toolCalls(fields);
      default -> throw fields.wrong("role", "system, developer, user, assistant or tool");
    }
    if (role.equals("tool")) {
      fields.string("tool_call_id");
    }
    if (calls.isEmpty() && !fields.has("content")) {
      throw ApiException.bad(fields.param("content"), fields.param("content") + " is missing");
    }
    return new Message(
        role,
        content(fields),
        fields.string("reasoning_content", null),
        calls,
        fields.string("tool_call_id", null),
        fields.string("name", null));
  }

  /** A text, or the lines that a list of text parts are. */
  private static String content(JsonFields fields) {
    JsonNode content = fields.find("content");
    if (content == null) {
      return "";
    }
    if (content.isString()) {
      return content.stringValue();
    }
    List<String> parts = new ArrayList<>();
    for (JsonFields part : fields.objects("content", HttpLimits.MESSAGES)) {
      String type = part.string("type");
      if (!type.equals("text")) {
        String param = "%s[%d]".formatted(fields.param("content"), parts.size());
        throw ApiException.bad(param, "%s is of type %s: send text".formatted(param, type));
      }
      parts.add(part.string("text"));
    }
    return String.join("\n", parts);
  }

  private static List<ToolCall> toolCalls(JsonFields message) {
    List<ToolCall> calls = new ArrayList<>();
    for (JsonFields call : message.objects("tool_calls", HttpLimits.TOOLS)) {
      JsonFields function = call.object("function");
      if (function == null) {
        throw ApiException.bad(call.param("function"), call.param("function") + " is missing");
      }
      calls.add(new ToolCall(call.string("id"), function.string("name"), arguments(function)));
    }
    return calls;
  }

  /** The field {@code arguments}: the text of a JSON object. */
  static Map<String, ?> arguments(JsonFields function) {
    String text = function.string("arguments", "");
    if (text == null || text.isBlank()) {
      return Map.of();
    }
    try {
      return Json.parseObject(function.param("arguments"), text);
    } catch (MalformedFileException e) {
      throw function.wrong("arguments", "the text of a JSON object: " + e.reason());
    }
  }
}
