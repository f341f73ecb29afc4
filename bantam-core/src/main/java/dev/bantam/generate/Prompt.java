package dev.bantam.generate;

import dev.bantam.tokenizer.Span;
import dev.bantam.tokenizer.chat.ChatTemplate;
import java.util.List;

/** What a model is given to continue. */
public sealed interface Prompt {
  /** Plain text; whatever it spells, it does not become control tokens. */
  static Prompt text(String text) {
    return new Spans(List.of(new Span(text, true)));
  }

  /** A conversation, which the model's chat template turns into text. */
  static Prompt chat(List<Message> messages) {
    return new Chat(messages, ChatTemplate.Options.DEFAULT);
  }

  /** Token ids, fed as they are: nothing is added. */
  static Prompt tokens(int... tokens) {
    return new Tokens(tokens.clone());
  }

  /**
   * Text of which some parts may name control tokens. What the model begins texts with is added.
   */
  record Spans(List<Span> spans) implements Prompt {
    public Spans {
      spans = List.copyOf(spans);
    }
  }

  /**
   * A conversation.
   *
   * @param options what the template is told besides, such as tools, or whether to think
   */
  record Chat(List<Message> messages, ChatTemplate.Options options) implements Prompt {
    public Chat {
      messages = List.copyOf(messages);
      if (messages.isEmpty()) {
        throw new IllegalArgumentException("messages must not be empty");
      }
    }
  }

  /** A conversation that its chat template has made text of already. */
  record Rendered(List<Span> spans) implements Prompt {
    public Rendered {
      spans = List.copyOf(spans);
    }
  }

  /** Token ids. */
  record Tokens(int[] tokens) implements Prompt {}
}
