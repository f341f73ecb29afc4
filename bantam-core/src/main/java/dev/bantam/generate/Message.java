package dev.bantam.generate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation.
 *
 * @param role {@code system}, {@code user}, {@code assistant}, {@code tool} or what else the
 *     model's template knows
 * @param content what was said; it never becomes a control token
 * @param reasoning what an assistant thought before it said that, or null
 * @param toolCalls what an assistant asked tools for
 * @param toolCallId which call a tool's message answers, or null
 * @param name the tool's, or another speaker's, or null
 */
public record Message(
    String role,
    String content,
    @Nullable String reasoning,
    List<ToolCall> toolCalls,
    @Nullable String toolCallId,
    @Nullable String name) {
  public Message {
    toolCalls = List.copyOf(toolCalls);
  }

  /** A turn of nothing but words. */
  public Message(String role, String content) {
    this(role, content, null, List.of(), null, null);
  }

  public static Message system(String content) {
    return new Message("system", content);
  }

  public static Message user(String content) {
    return new Message("user", content);
  }

  public static Message assistant(String content) {
    return new Message("assistant", content);
  }

  /** As Hugging Face's templates expect it: plain data, without what there is none of. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("role", role);
    map.put("content", content);
    if (reasoning != null) {
      map.put("reasoning_content", reasoning);
    }
    if (!toolCalls.isEmpty()) {
      map.put("tool_calls", toolCalls.stream().map(ToolCall::toMap).toList());
    }
    if (toolCallId != null) {
      map.put("tool_call_id", toolCallId);
    }
    if (name != null) {
      map.put("name", name);
    }
    return map;
  }
}
