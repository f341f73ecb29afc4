package dev.bantam.generate;

import dev.bantam.format.MalformedFileException;
import dev.bantam.format.ModelFile;
import dev.bantam.tokenizer.Span;
import dev.bantam.tokenizer.Tokenizer;
import dev.bantam.tokenizer.chat.ChatTemplate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns prompts into tokens, conversations by the model's chat template. Immutable, and safe for
 * many threads at once.
 */
public final class PromptEncoder {
  private final Tokenizer tokenizer;
  private final @Nullable ChatTemplate template;

  /**
   * Finds the model's template, or its family's.
   *
   * @throws MalformedFileException if it has one that is not well-formed
   */
  public PromptEncoder(ModelFile file, Tokenizer tokenizer) throws MalformedFileException {
    this.tokenizer = tokenizer;
    String name = file.metadata().string("general.name", "");
    this.template = ChatTemplate.ofModel(file.path() + " (chat template)", name, tokenizer);
  }

  /** An encoder with a template that is given; null for none. */
  public PromptEncoder(@Nullable ChatTemplate template, Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.template = template;
  }

  /** How conversations are written, or null if nobody knows. */
  public @Nullable ChatTemplate template() {
    return template;
  }

  /** The tokens that a model is fed for a prompt. */
  public int[] encode(Prompt prompt) {
    return switch (prompt) {
      case Prompt.Tokens(int[] tokens) -> tokens.clone();
      case Prompt.Spans(List<Span> spans) -> tokenizer.encode(spans, true);
      case Prompt.Rendered(List<Span> spans) -> encode(spans);
      case Prompt.Chat chat ->
          encode(
              render(chat.messages(), chat.options(), LocalDateTime.now(ZoneId.systemDefault())));
    };
  }

  /** The tokens of a conversation that {@link #render} made text of. */
  public int[] encode(List<Span> rendered) {
    return begun(tokenizer.encode(rendered, false));
  }

  /**
   * The text of a conversation; without a template, what was said, a line for each message.
   *
   * @param now the time that the template is told
   * @throws dev.bantam.tokenizer.chat.TemplateException where the template refuses or fails
   */
  public List<Span> render(
      List<Message> messages, ChatTemplate.Options options, LocalDateTime now) {
    if (template == null) {
      return plain(messages);
    }
    return template.render(messages.stream().map(Message::toMap).toList(), options, now);
  }

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
