package dev.bantam.server.ollama;

import dev.bantam.generate.Answer;
import dev.bantam.generate.AnswerStream;
import dev.bantam.generate.TokenEvent;
import dev.bantam.server.chat.ChatEvent;
import dev.bantam.server.chat.ChatRun;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer while it is made: told apart, or nothing but text. */
interface Answering extends AutoCloseable {
  /** What comes next; null at the end. */
  @Nullable ChatEvent next() throws InterruptedException;

  /**
   * The whole reply, when all was taken.
   *
   * @throws RuntimeException why there is none
   */
  ChatRun.Reply reply() throws InterruptedException;

  /** Ends it early. Any thread may. */
  void cancel();

  @Override
  void close();

  /** An answer in a conversation. */
  static Answering of(ChatRun run) {
    return new Answering() {
      @Override
      public @Nullable ChatEvent next() throws InterruptedException {
        return run.next();
      }

      @Override
      public ChatRun.Reply reply() throws InterruptedException {
        return run.reply();
      }

      @Override
      public void cancel() {
        run.cancel();
      }

      @Override
      public void close() {
        run.close();
      }
    };
  }

  /** The continuation of a text. */
  static Answering of(AnswerStream stream) {
    return new Answering() {
      @Override
      public @Nullable ChatEvent next() throws InterruptedException {
        TokenEvent event = stream.next();
        return event == null ? null : new ChatEvent.Text(event.text(), List.of(event));
      }

      @Override
      public ChatRun.Reply reply() throws InterruptedException {
        Answer answer = stream.answer();
        return new ChatRun.Reply(answer.text(), "", 0, List.of(), answer);
      }

      @Override
      public void cancel() {
        stream.cancel();
      }

      @Override
      public void close() {
        stream.close();
      }
    };
  }
}
