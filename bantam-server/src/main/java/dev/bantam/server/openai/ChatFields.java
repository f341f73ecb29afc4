package dev.bantam.server.openai;

import dev.bantam.generate.Message;
import dev.bantam.generate.Request;
import dev.bantam.server.chat.ChatRequest;
import dev.bantam.server.http.HttpLimits;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Lease;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for chat completions.
 *
 * @param thinking whether a model that can shall think first; null for as it likes
 * @param logprobs most likely tokens to show with each; 0 shows only the token itself, -1 nothing
 */
record ChatFields(
    List<Message> messages,
    Tools tools,
    @Nullable Boolean thinking,
    int logprobs,
    AnswerFields answers) {

  static ChatFields read(JsonFields body, Lease lease) {
    return new ChatFields(
        Messages.read(body),
        Tools.read(body),
        thinking(body),
        logprobs(body),
        AnswerFields.read(body, lease, 1));
  }

  private static @Nullable Boolean thinking(JsonFields body) {
    String effort = body.string("reasoning_effort", null);
    return switch (effort) {
      case null -> null;
      case "none" -> false;
      case "minimal", "low", "medium", "high", "xhigh" -> true;
      default -> throw body.wrong("reasoning_effort", "none, minimal, low, medium, high or xhigh");
    };
  }

  private static int logprobs(JsonFields body) {
    boolean wanted = body.truth("logprobs", false);
    int top = body.integer("top_logprobs", 0, HttpLimits.TOP_LOGPROBS, 0);
    if (top > 0 && !wanted) {
      throw body.wrong("top_logprobs", "left out, or logprobs true");
    }
    return wanted ? top : -1;
  }

  /** What the answer of a number is asked by. */
  ChatRequest request(int choice) {
    return new ChatRequest(
        messages,
        tools.functions(),
        tools.choice(),
        thinking,
        builder -> settings(builder, choice));
  }

  private Request.Builder settings(Request.Builder builder, int choice) {
    return answers.apply(builder.logprobs(logprobs), choice);
  }
}
