package dev.bantam.generate;

import dev.bantam.format.MalformedFileException;
import dev.bantam.format.ModelFile;
import dev.bantam.tokenizer.Span;
import dev.bantam.tokenizer.Tokenizer;
import dev.bantam.tokenizer.chat.ChatTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns prompts into tokens, conversations by the model's chat template. */
final class PromptEncoder {
  private final Tokenizer tokenizer;
  private final @Nullable ChatTemplate template;

  /**
   * Finds the model's template, or its family's.
   *
   * @throws MalformedFileException if it has one that is not well-formed
   */
  PromptEncoder(ModelFile file, Tokenizer tokenizer) throws MalformedFileException {
    this.tokenizer = tokenizer;
    String name = file.metadata().string("general.name", "");
    this.template = ChatTemplate.ofModel(file.path() + " (chat template)", name, tokenizer);
  }

  /** How conversations are written, or null if nobody knows. */
  @Nullable ChatTemplate template() {
    return template;
  }

  int[] encode(Prompt prompt) {
    return switch (prompt) {
      case Prompt.Tokens(int[] tokens) -> tokens.clone();
      case Prompt.Spans(List<Span> spans) -> tokenizer.encode(spans, true);
      case Prompt.Chat chat ->
          begun(
              tokenizer.encode(
                  template == null ? plain(chat.messages()) : render(template, chat), false));
    };
  }

  private static List<Span> render(ChatTemplate template, Prompt.Chat chat) {
    List<Map<String, String>> messages =
        chat.messages().stream()
            .map(m -> Map.of("role", m.role(), "content", m.content()))
            .toList();
    return template.render(messages, chat.options());
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
