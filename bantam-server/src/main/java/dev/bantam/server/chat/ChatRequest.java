package dev.bantam.server.chat;

import dev.bantam.generate.Message;
import dev.bantam.generate.Request;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A conversation to go on with, whatever API it came by.
 *
 * @param tools functions as OpenAI's {@code tools} give them: plain data
 * @param toolChoice which of them must be called
 * @param thinking whether a model that can shall think first; null for as it likes
 * @param settings sets what the request shall have besides its prompt
 */
public record ChatRequest(
    List<Message> messages,
    List<Map<String, ?>> tools,
    ToolChoice toolChoice,
    @Nullable Boolean thinking,
    UnaryOperator<Request.Builder> settings) {
  public ChatRequest {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }
}
