package dev.bantam.generate;

import dev.bantam.tokenizer.Span;
import dev.bantam.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/** Turns prompts into tokens. */
final class PromptEncoder {
  private final Tokenizer tokenizer;

  PromptEncoder(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  int[] encode(Prompt prompt) {
    return switch (prompt) {
      case Prompt.Tokens(int[] tokens) -> tokens.clone();
      case Prompt.Spans(List<Span> spans) -> tokenizer.encode(spans, true);
      case Prompt.Chat(List<Message> messages) -> begun(tokenizer.encode(plain(messages), false));
    };
  }

  /** Without a template: what was said, a line for each message, for the model to go on from. */
  private static List<Span> plain(List<Message> messages) {
    List<Span> spans = new ArrayList<>();
    for (Message message : messages) {
      spans.add(new Span(message.content() + "\n", true));
    }
    return spans;
  }

  /** Puts BOS in front where the model wants it and the template has not written it. */
  private int[] begun(int[] tokens) {
    if (!tokenizer.addBos() || (tokens.length > 0 && tokens[0] == tokenizer.bos())) {
      return tokens;
    }
    int[] begun = new int[tokens.length + 1];
    begun[0] = tokenizer.bos();
    System.arraycopy(tokens, 0, begun, 1, tokens.length);
    return begun;
  }
}
