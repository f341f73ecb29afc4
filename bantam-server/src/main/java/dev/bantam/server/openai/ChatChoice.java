package dev.bantam.server.openai;

import dev.bantam.generate.TokenEvent;
import dev.bantam.server.chat.ChatEvent;
import dev.bantam.server.chat.ChatRun;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the answers to a request while it is made. */
final class ChatChoice {
  private final ChatRun run;
  private final boolean parallelCalls;

  /**
   * @param parallelCalls whether it may ask for several tools; else it ends before the second one
   */
  ChatChoice(ChatRun run, boolean parallelCalls) {
    this.run = run;
    this.parallelCalls = parallelCalls;
  }

  /** What comes next; null at the end. */
  @Nullable ChatEvent next() throws InterruptedException {
    ChatEvent event = run.next();
    if (!parallelCalls && event instanceof ChatEvent.ToolCallBegin call && call.index() > 0) {
      run.cancel();
      return null;
    }
    return event;
  }

  /**
   * The whole answer.
   *
   * @throws RuntimeException why there is none
   */
  ChatRun.Reply reply() throws InterruptedException {
    ChatRun.Reply reply = run.reply();
    if (parallelCalls || reply.toolCalls().size() < 2) {
      return reply;
    }
    return new ChatRun.Reply(
        reply.text(),
        reply.reasoning(),
        reply.reasoningTokens(),
        reply.toolCalls().subList(0, 1),
        reply.answer());
  }

  /** The tokens of the answer's text; all of it, to be taken before the reply. */
  List<TokenEvent> tokens() throws InterruptedException {
    List<TokenEvent> tokens = new ArrayList<>();
    for (ChatEvent event = next(); event != null; event = next()) {
      if (event instanceof ChatEvent.Text text) {
        tokens.addAll(text.tokens());
      }
    }
    return tokens;
  }
}
