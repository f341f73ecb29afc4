package dev.bantam.server.chat;

import dev.bantam.generate.Answer;
import dev.bantam.generate.AnswerStream;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.TokenEvent;
import dev.bantam.generate.ToolCall;
import dev.bantam.server.model.Lease;
import dev.bantam.tokenizer.chat.ChatTemplate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer in a conversation while it is made, told apart: thoughts, text, calls of tools. */
public final class ChatRun implements AutoCloseable {
  private final AnswerStream stream;
  private final StringBuilder text = new StringBuilder();

  private ChatRun(AnswerStream stream) {
    this.stream = stream;
  }

  /**
   * An answer that is complete.
   *
   * @param text of the answer itself
   * @param reasoning what was thought before; empty if nothing
   * @param toolCalls what tools were asked for
   * @param answer tokens, times and why it ended
   */
  public record Reply(String text, String reasoning, List<ToolCall> toolCalls, Answer answer) {}

  /** Begins to answer. */
  public static ChatRun start(Lease lease, ChatRequest request) {
    ChatTemplate.Options options = ChatTemplate.Options.DEFAULT.withTools(request.tools());
    if (request.thinking() != null) {
      options = options.withThinking(request.thinking());
    }
    Prompt prompt = new Prompt.Chat(lease.conversation(request.messages()), options);
    return new ChatRun(lease.stream(request.settings().apply(lease.request(prompt)).build()));
  }

  /** What comes next; null at the end. */
  public @Nullable ChatEvent next() throws InterruptedException {
    TokenEvent event = stream.next();
    if (event == null) {
      return null;
    }
    text.append(event.text());
    return new ChatEvent.Text(event.text(), List.of(event));
  }

  /**
   * The whole reply; takes what has not been taken yet.
   *
   * @throws RuntimeException why there is none
   */
  public Reply reply() throws InterruptedException {
    while (next() != null) {}
    return new Reply(text.toString(), "", List.of(), stream.answer());
  }

  /** Ends the answer early. Any thread may. */
  public void cancel() {
    stream.cancel();
  }

  @Override
  public void close() {
    stream.close();
  }
}
