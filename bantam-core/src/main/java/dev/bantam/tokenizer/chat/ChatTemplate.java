package dev.bantam.tokenizer.chat;

import dev.bantam.format.MalformedFileException;
import dev.bantam.tokenizer.Span;
import dev.bantam.tokenizer.Tokenizer;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns conversations into a model's prompt. Immutable, and safe for use by several threads.
 *
 * <p>Messages are plain maps as Hugging Face's templates expect them: {@code role}, {@code
 * content}, and where there are any {@code tool_calls}, {@code tool_call_id}, {@code name}, {@code
 * reasoning_content}.
 */
public final class ChatTemplate {
  private static final Set<String> TRUSTED = Set.of("bos_token", "eos_token");

  private final String source;
  private final Template template;
  private final @Nullable Template withTools;
  private final String bosToken;
  private final String eosToken;

  private ChatTemplate(
      String source,
      Template template,
      @Nullable Template withTools,
      String bosToken,
      String eosToken) {
    this.source = source;
    this.template = template;
    this.withTools = withTools;
    this.bosToken = bosToken;
    this.eosToken = eosToken;
  }

  /**
   * Parses a template.
   *
   * @param file a name for messages
   * @throws MalformedFileException where the template cannot be parsed
   */
  public static ChatTemplate of(String file, String source, String bosToken, String eosToken)
      throws MalformedFileException {
    return new ChatTemplate(source, Template.parse(file, source), null, bosToken, eosToken);
  }

  /**
   * The template that a model brings, else the one its family is known to use.
   *
   * @param file the model's, for messages
   * @param name what the model calls itself, which tells apart families of one vocabulary
   * @return null for a model that was not made for conversations, as far as can be known
   * @throws MalformedFileException where the model's template cannot be parsed
   */
  public static @Nullable ChatTemplate ofModel(String file, String name, Tokenizer tokenizer)
      throws MalformedFileException {
    String own = tokenizer.chatTemplate();
    String bos = tokenizer.bosText();
    String eos = tokenizer.eosText();
    if (own == null) {
      KnownTemplate known = KnownTemplate.find(name, tokenizer);
      return known == null ? null : of(file, known.source(), bos, eos);
    }
    String tools = tokenizer.chatTemplate("tool_use");
    Template withTools = tools == null ? null : Template.parse(file, tools);
    return new ChatTemplate(own, Template.parse(file, own), withTools, bos, eos);
  }

  /** The template as written. */
  public String source() {
    return source;
  }

  /**
   * What a conversation is rendered with.
   *
   * @param tools JSON schemas of functions as plain data; empty for none
   * @param addGenerationPrompt whether the answer's opening is added for the model to go on from
   * @param variables more that templates know, such as {@code documents} or {@code
   *     enable_thinking}; their strings are content
   */
  public record Options(
      List<? extends Map<String, ?>> tools,
      boolean addGenerationPrompt,
      Map<String, ? extends @Nullable Object> variables) {
    public static final Options DEFAULT = new Options(List.of(), true, Map.of());

    public Options withTools(List<? extends Map<String, ?>> value) {
      return new Options(value, addGenerationPrompt, variables);
    }

    public Options withGenerationPrompt(boolean value) {
      return new Options(tools, value, variables);
    }

    public Options withVariables(Map<String, ? extends @Nullable Object> value) {
      return new Options(tools, addGenerationPrompt, value);
    }

    /** Whether a model that can think before it answers shall do so. */
    public Options withThinking(boolean value) {
      Map<String, @Nullable Object> more = new HashMap<>(variables);
      more.put("enable_thinking", value);
      return withVariables(more);
    }
  }

  /**
   * Renders a conversation at the present time.
   *
   * @throws TemplateException where the template refuses or fails
   */
  public List<Span> render(List<? extends Map<String, ?>> messages, Options options) {
    return render(messages, options, LocalDateTime.now(ZoneId.systemDefault()));
  }

  /** As {@link #render(List, Options)}, at a time that the caller sets. */
  public List<Span> render(
      List<? extends Map<String, ?>> messages, Options options, LocalDateTime now) {
    Map<String, @Nullable Object> variables = new HashMap<>();
    variables.put("documents", null);
    variables.putAll(options.variables());
    variables.put("messages", messages);
    variables.put("tools", options.tools().isEmpty() ? null : options.tools());
    variables.put("add_generation_prompt", options.addGenerationPrompt());
    variables.put("bos_token", bosToken);
    variables.put("eos_token", eosToken);
    boolean tooled = withTools != null && !options.tools().isEmpty();
    return (tooled ? withTools : template).render(variables, TRUSTED, now);
  }
}
