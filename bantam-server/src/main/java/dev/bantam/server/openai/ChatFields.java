package dev.bantam.server.openai;

import dev.bantam.server.chat.ChatRequest;
import dev.bantam.server.chat.ChatRun;
import dev.bantam.server.http.HttpLimits;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Lease;

/**
 * A request for chat completions.
 *
 * @param parallelCalls whether one answer may ask for several tools
 * @param logprobs most likely tokens to show with each; 0 shows only the token itself, -1 nothing
 */
record ChatFields(ChatPrompt prompt, boolean parallelCalls, int logprobs, AnswerFields answers) {

  static ChatFields read(JsonFields body, Lease lease) {
    return new ChatFields(
        ChatPrompt.read(body),
        body.truth("parallel_tool_calls", true),
        logprobs(body),
        AnswerFields.read(body, lease, 1));
  }

  private static int logprobs(JsonFields body) {
    boolean wanted = body.truth("logprobs", false);
    int top = body.integer("top_logprobs", 0, HttpLimits.TOP_LOGPROBS, 0);
    if (top > 0 && !wanted) {
      throw body.wrong("top_logprobs", "left out, or logprobs true");
    }
    return wanted ? top : -1;
  }

  /** An answer as far as it is wanted. */
  ChatChoice choice(ChatRun run) {
    return new ChatChoice(run, parallelCalls);
  }

  /** What the answer of a number is asked by. */
  ChatRequest request(int choice) {
    return new ChatRequest(
        prompt.messages(),
        prompt.tools(),
        prompt.choice(),
        prompt.thinking(),
        builder -> answers.apply(builder.logprobs(logprobs), choice));
  }
}
