package dev.bantam.generate.chat;

import dev.bantam.format.Json;
import dev.bantam.generate.Message;
import dev.bantam.generate.ToolCall;
import dev.bantam.generate.chat.ReplyPart.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as a template takes it: plain data. What the template cannot say is said in words:
 * tools in the system's message, calls in the assistant's, results in the user's.
 */
final class TemplateMessages {
  private final TemplateTraits traits;
  private final CallSyntax syntax;
  private final boolean thinkingKey;
  private final List<Map<String, @Nullable Object>> messages = new ArrayList<>();

  /** Numbers of calls by their ids, and their functions' names. */
  private final Map<String, Integer> numbers = new HashMap<>();

  private final Map<String, String> names = new HashMap<>();

  /**
   * @param syntax how calls are written that the template does not write
   * @param thinkingKey whether the template wants thoughts as {@code thinking}
   */
  TemplateMessages(TemplateTraits traits, CallSyntax syntax, boolean thinkingKey) {
    this.traits = traits;
    this.syntax = syntax;
    this.thinkingKey = thinkingKey;
  }

  static Map<String, @Nullable Object> message(String role, @Nullable String content) {
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("role", role);
    message.put("content", content);
    return message;
  }

  static Map<String, Object> call(int number, String name, Object arguments) {
    return Map.of(
        "id",
        id(number),
        "type",
        "function",
        "function",
        Map.of("name", name, "arguments", arguments));
  }

  /** The id of a conversation's n-th call: Mistral's templates refuse all but nine characters. */
  static String id(int number) {
    return String.format(Locale.ROOT, "call%05d", number);
  }

  /** Adds what tools there are, for a template that does not tell. */
  void tell(Map<String, Tool> tools) {
    StringBuilder text =
        new StringBuilder("You may call these functions to help with the user's request:\n");
    for (Tool tool : tools.values()) {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("name", tool.name());
      data.put("description", tool.description());
      data.put("parameters", tool.parameters());
      text.append(Json.write(data)).append('\n');
    }
    text.append("To call a function, answer with its name and arguments in this form:\n")
        .append(syntax.write(List.of(new Call("function_name", Map.of("argument", "value")))));
    system(text.toString());
  }

  /** Puts tools into the system's message, where Phi-4-mini's template looks for them. */
  void putTools(List<? extends Map<String, ?>> tools) {
    if (messages.isEmpty() || !"system".equals(messages.getFirst().get("role"))) {
      messages.addFirst(message("system", ""));
    }
    List<?> functions = tools.stream().map(tool -> tool.get("function")).toList();
    messages.getFirst().put("tools", Json.write(functions));
  }

  void add(Message message) {
    switch (message.role()) {
      case "system", "developer" -> system(message.content());
      case "tool" -> result(message);
      case "assistant" -> assistant(message);
      default -> {
        Map<String, @Nullable Object> other = message(message.role(), message.content());
        if (message.name() != null) {
          other.put("name", message.name());
        }
        messages.add(other);
      }
    }
  }

  /** System messages at the beginning become one: most templates take no more. */
  private void system(String content) {
    Map<String, @Nullable Object> last = messages.isEmpty() ? null : messages.getLast();
    if (messages.size() == 1 && last != null && "system".equals(last.get("role"))) {
      last.put("content", last.get("content") + "\n\n" + content);
    } else {
      messages.add(message("system", content));
    }
  }

  private void assistant(Message message) {
    List<ToolCall> calls = message.toolCalls();
    String content = message.content();
    Map<String, @Nullable Object> said = message("assistant", content);
    if (message.reasoning() != null) {
      said.put(thinkingKey ? "thinking" : "reasoning_content", message.reasoning());
    }
    for (ToolCall call : calls) {
      numbers.putIfAbsent(call.id(), numbers.size());
      names.put(call.id(), call.name());
    }
    if (!calls.isEmpty() && traits.calls()) {
      said.put("content", content.isEmpty() && traits.noContent() ? null : content);
      said.put("tool_calls", calls.stream().map(this::data).toList());
    } else if (!calls.isEmpty()) {
      String written =
          syntax.write(
              calls.stream().map(c -> new Call(c.name(), Map.copyOf(c.arguments()))).toList());
      said.put("content", content.isEmpty() ? written : content + "\n" + written);
    }
    messages.add(said);
  }

  private Map<String, Object> data(ToolCall call) {
    Object arguments = traits.textArguments() ? Json.write(call.arguments()) : call.arguments();
    return call(number(call.id()), call.name(), arguments);
  }

  private int number(@Nullable String id) {
    return numbers.getOrDefault(id, 0);
  }

  private void result(Message message) {
    if (!traits.results()) {
      resultInWords(message.content());
      return;
    }
    Map<String, @Nullable Object> result = message("tool", message.content());
    String name = message.name() != null ? message.name() : names.get(message.toolCallId());
    if (name != null) {
      result.put("name", name);
    }
    result.put("tool_call_id", id(number(message.toolCallId())));
    messages.add(result);
  }

  /** Results that follow each other become one message of the user: many templates alternate. */
  private void resultInWords(String content) {
    String text = "<tool_response>\n" + content + "\n</tool_response>";
    Map<String, @Nullable Object> last = messages.isEmpty() ? null : messages.getLast();
    if (last != null
        && "user".equals(last.get("role"))
        && last.get("content") instanceof String before
        && before.endsWith("</tool_response>")) {
      last.put("content", before + "\n" + text);
    } else {
      messages.add(message("user", text));
    }
  }

  /** The conversation; what a system said stands before the user's words if there is no system. */
  List<Map<String, @Nullable Object>> all() {
    if (traits.system()
        || messages.isEmpty()
        || !"system".equals(messages.getFirst().get("role"))) {
      return messages;
    }
    List<Map<String, @Nullable Object>> all = new ArrayList<>(messages);
    Object said = all.removeFirst().get("content");
    if (!all.isEmpty() && "user".equals(all.getFirst().get("role"))) {
      all.set(0, message("user", said + "\n\n" + all.getFirst().get("content")));
    } else {
      all.addFirst(message("user", String.valueOf(said)));
    }
    return all;
  }
}
