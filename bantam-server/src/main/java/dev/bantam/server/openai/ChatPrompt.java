package dev.bantam.server.openai;

import dev.bantam.generate.Message;
import dev.bantam.server.chat.ToolChoice;
import dev.bantam.server.http.JsonFields;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model is to read, as OpenAI's chat completions say it.
 *
 * @param tools functions that it may ask for, as the client gave them
 * @param choice whether it must ask for one
 * @param thinking whether a model that can shall think first; null for as it likes
 */
public record ChatPrompt(
    List<Message> messages,
    List<Map<String, ?>> tools,
    ToolChoice choice,
    @Nullable Boolean thinking) {

  /**
   * Reads the fields {@code messages}, {@code tools}, {@code tool_choice} and {@code
   * reasoning_effort}.
   *
   * @throws dev.bantam.server.http.ApiException 400 naming what is not as it should be
   */
  public static ChatPrompt read(JsonFields body) {
    Tools tools = Tools.read(body);
    return new ChatPrompt(
        Messages.read(body), tools.functions(), tools.choice(), thinking(body, "reasoning_effort"));
  }

  /** Whether to think, from how much; null where the client does not say. */
  static @Nullable Boolean thinking(JsonFields fields, String name) {
    String effort = fields.string(name, null);
    return switch (effort) {
      case null -> null;
      case "none" -> false;
      case "minimal", "low", "medium", "high", "xhigh" -> true;
      default -> throw fields.wrong(name, "none, minimal, low, medium, high or xhigh");
    };
  }
}
