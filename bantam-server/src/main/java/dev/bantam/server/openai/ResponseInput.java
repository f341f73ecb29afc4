package dev.bantam.server.openai;

import dev.bantam.generate.Message;
import dev.bantam.generate.ToolCall;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.HttpLimits;
import dev.bantam.server.http.JsonFields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the field {@code input}: a text, or items, some of which are parts of one message. */
final class ResponseInput {
  private final List<Message> messages = new ArrayList<>();
  private @Nullable String thought;

  private ResponseInput() {}

  static List<Message> read(JsonFields body) {
    JsonNode input = body.find("input");
    if (input != null && input.isString()) {
      return List.of(Message.user(input.stringValue()));
    }
    ResponseInput read = new ResponseInput();
    for (JsonFields item : body.objects("input", HttpLimits.MESSAGES)) {
      read.add(item);
    }
    if (read.messages.isEmpty()) {
      throw body.wrong("input", "a text, or a list of at least one message");
    }
    return read.messages;
  }

  private void add(JsonFields item) {
    switch (item.string("type", "message")) {
      case "message" -> message(item);
      case "function_call" ->
          call(new ToolCall(item.string("call_id"), item.string("name"), Messages.arguments(item)));
      case "function_call_output" ->
          messages.add(
              new Message(
                  "tool", text(item, "output"), null, List.of(), item.string("call_id"), null));
      case "reasoning" -> thought = text(item, item.has("content") ? "content" : "summary");
      default ->
          throw item.wrong("type", "message, function_call, function_call_output or reasoning");
    }
  }

  private void message(JsonFields item) {
    String content = text(item, "content");
    switch (item.string("role")) {
      case "user" -> messages.add(Message.user(content));
      case "system", "developer" -> messages.add(Message.system(content));
      case "assistant" -> assistant(content, List.of());
      default -> throw item.wrong("role", "system, developer, user or assistant");
    }
  }

  private void assistant(String content, List<ToolCall> calls) {
    messages.add(new Message("assistant", content, thought, calls, null, null));
    thought = null;
  }

  /** Calls belong to the assistant's message before them. */
  private void call(ToolCall call) {
    Message last = messages.isEmpty() ? null : messages.getLast();
    if (last == null || !last.role().equals("assistant")) {
      assistant("", List.of(call));
      return;
    }
    List<ToolCall> calls = new ArrayList<>(last.toolCalls());
    calls.add(call);
    messages.set(
        messages.size() - 1,
        new Message("assistant", last.content(), last.reasoning(), calls, null, null));
  }

  /** A field that is a text, or parts of text. */
  private static String text(JsonFields item, String name) {
    JsonNode content = item.find(name);
    if (content == null) {
      throw ApiException.bad(item.param(name), item.param(name) + " is missing");
    }
    if (content.isString()) {
      return content.stringValue();
    }
    List<String> parts = new ArrayList<>();
    for (JsonFields part : item.objects(name, HttpLimits.MESSAGES)) {
      switch (part.string("type")) {
        case "input_text", "output_text", "reasoning_text", "summary_text", "text" ->
            parts.add(part.string("text"));
        case "refusal" -> parts.add(part.string("refusal"));
        default ->
            throw part.wrong("type", "input_text: this server cannot read " + part.string("type"));
      }
    }
    return String.join("\n", parts);
  }
}
