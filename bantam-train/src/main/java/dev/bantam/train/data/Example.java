package dev.bantam.train.data;

import dev.bantam.generate.Message;
import java.util.ArrayList;
import java.util.List;

/** What a row of a data set says, before a model's tokenizer and template make tokens of it. */
public sealed interface Example {

  /** A document: all of it is trained on. */
  record Text(String text) implements Example {}

  /** A question and its answer, which alone is trained on. */
  sealed interface Dialogue extends Example {}

  /**
   * A conversation.
   *
   * @param given how many of the first messages are only there to be answered; of the rest, those
   *     of the assistant are trained on
   */
  record Chat(List<Message> messages, int given) implements Dialogue {
    public Chat {
      messages = List.copyOf(messages);
    }

    /** What is asked, and one answer or several with questions between them. */
    static Chat of(List<Message> prompt, List<Message> answer) {
      List<Message> all = new ArrayList<>(prompt);
      all.addAll(answer);
      return new Chat(all, prompt.size());
    }
  }

  /**
   * A prompt and what follows it. A model that has a chat template reads it as a question and its
   * answer, one that has none as running text.
   */
  record Completion(String prompt, String completion) implements Dialogue {
    /** As a conversation of two messages. */
    public Chat chat() {
      return new Chat(List.of(Message.user(prompt), Message.assistant(completion)), 1);
    }
  }

  /** Two answers to the same question, of which the first is the better. */
  record Preference(Dialogue chosen, Dialogue rejected) implements Example {}

  /** An answer that somebody called good or bad. */
  record Judged(Dialogue answer, boolean good) implements Example {}
}
