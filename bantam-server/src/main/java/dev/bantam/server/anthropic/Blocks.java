package dev.bantam.server.anthropic;

import dev.bantam.generate.Message;
import dev.bantam.generate.ToolCall;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.HttpLimits;
import dev.bantam.server.http.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads content, which is a text or blocks. */
final class Blocks {
  private Blocks() {}

  /** The field {@code messages}: a message here is one or more of a template's. */
  static List<Message> messages(JsonFields body) {
    List<Message> messages = new ArrayList<>();
    for (JsonFields message : body.objects("messages", HttpLimits.MESSAGES)) {
      switch (message.string("role")) {
        case "user" -> addUser(messages, message);
        case "assistant" -> messages.add(assistant(message));
        case "system" -> messages.add(Message.system(text(message, "content")));
        default -> throw message.wrong("role", "user or assistant");
      }
    }
    if (messages.isEmpty()) {
      throw body.wrong("messages", "a list of at least one message");
    }
    if (messages.getLast().role().equals("assistant")) {
      throw body.wrong(
          "messages", "a list that ends with the user's: an answer cannot be begun for the model");
    }
    return messages;
  }

  /** A field that is a text, or blocks of nothing but text; empty if it is absent. */
  static String text(JsonFields fields, String name) {
    JsonNode content = fields.find(name);
    if (content != null && content.isString()) {
      return content.stringValue();
    }
    List<String> texts = new ArrayList<>();
    for (JsonFields block : fields.objects(name, HttpLimits.MESSAGES)) {
      if (!block.string("type").equals("text")) {
        throw refused(block, "text");
      }
      texts.add(block.string("text"));
    }
    return String.join("\n", texts);
  }

  private static ApiException refused(JsonFields block, String known) {
    String type = block.string("type");
    return block.wrong("type", "%s: this server cannot read %s".formatted(known, type));
  }

  private static void addUser(List<Message> messages, JsonFields message) {
    JsonNode content = message.find("content");
    if (content == null) {
      throw ApiException.bad(message.param("content"), "it is missing");
    }
    if (content.isString()) {
      messages.add(Message.user(content.stringValue()));
      return;
    }
    List<String> texts = new ArrayList<>();
    boolean results = false;
    for (JsonFields block : message.objects("content", HttpLimits.MESSAGES)) {
      switch (block.string("type")) {
        case "text" -> texts.add(block.string("text"));
        case "tool_result" -> {
          messages.add(result(block));
          results = true;
        }
        default -> throw refused(block, "text or tool_result");
      }
    }
    if (!texts.isEmpty() || !results) {
      messages.add(Message.user(String.join("\n", texts)));
    }
  }

  private static Message result(JsonFields block) {
    String id = block.string("tool_use_id");
    String text = text(block, "content");
    boolean failed = block.truth("is_error", false);
    return new Message("tool", failed ? "Error: " + text : text, null, List.of(), id, null);
  }

  private static Message assistant(JsonFields message) {
    JsonNode content = message.find("content");
    if (content != null && content.isString()) {
      return Message.assistant(content.stringValue());
    }
    List<String> texts = new ArrayList<>();
    List<String> thoughts = new ArrayList<>();
    List<ToolCall> calls = new ArrayList<>();
    for (JsonFields block : message.objects("content", HttpLimits.MESSAGES)) {
      switch (block.string("type")) {
        case "text" -> texts.add(block.string("text"));
        case "thinking" -> thoughts.add(block.string("thinking"));
        case "redacted_thinking" -> {}
        case "tool_use" -> calls.add(call(block));
        default -> throw refused(block, "text, thinking or tool_use");
      }
    }
    String reasoning = thoughts.isEmpty() ? null : String.join("\n", thoughts);
    return new Message("assistant", String.join("\n", texts), reasoning, calls, null, null);
  }

  private static ToolCall call(JsonFields block) {
    JsonFields input = block.object("input");
    Map<String, ?> arguments = input == null ? Map.of() : input.data();
    return new ToolCall(block.string("id"), block.string("name"), arguments);
  }
}
