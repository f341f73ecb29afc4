package dev.bantam.generate.chat;

import dev.bantam.generate.Message;
import dev.bantam.generate.Prompt;
import dev.bantam.tokenizer.Span;
import dev.bantam.tokenizer.chat.ChatTemplate;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a model's family writes conversations with thoughts and calls of tools, recognised by its
 * chat template. A model whose template knows no tools is told of them in words, and may call them
 * as Hermes does. Immutable, and safe for many conversations at once.
 */
public final class ChatFormat {
  private static final Map<ChatTemplate, ChatFormat> KNOWN =
      Collections.synchronizedMap(new WeakHashMap<>());
  private static final TemplateTraits NO_TEMPLATE =
      new TemplateTraits(true, false, false, false, false, false);
  private static final ChatFormat PLAIN =
      new ChatFormat(NO_TEMPLATE, JsonCalls.HERMES, null, false, false);

  private final TemplateTraits traits;
  private final CallSyntax calls;
  private final @Nullable Thoughts thoughts;
  private final boolean thinkingKey;
  private final boolean toolsInSystem;

  private ChatFormat(
      TemplateTraits traits,
      CallSyntax calls,
      @Nullable Thoughts thoughts,
      boolean thinkingKey,
      boolean toolsInSystem) {
    this.traits = traits;
    this.calls = calls;
    this.thoughts = thoughts;
    this.thinkingKey = thinkingKey;
    this.toolsInSystem = toolsInSystem;
  }

  /** The format of models with a template; of null, for those without one. */
  public static ChatFormat of(@Nullable ChatTemplate template) {
    return template == null ? PLAIN : KNOWN.computeIfAbsent(template, ChatFormat::recognise);
  }

  private static ChatFormat recognise(ChatTemplate template) {
    String source = template.source();
    TemplateTraits traits = TemplateTraits.of(template);
    CallSyntax calls = Families.calls(source);
    return new ChatFormat(
        traits,
        calls == null ? JsonCalls.HERMES : calls,
        Families.thoughts(source),
        source.contains("message.thinking"),
        source.contains("message['tools']"));
  }

  /** Whether the model's family marks what it thinks before it answers. */
  public boolean thinks() {
    return thoughts != null;
  }

  /** Whether the template itself tells the model of tools. */
  public boolean knowsTools() {
    return traits.tools() || toolsInSystem;
  }

  CallSyntax calls() {
    return calls;
  }

  TemplateTraits traits() {
    return traits;
  }

  /**
   * Makes a conversation ready for the model.
   *
   * @param template the one that this is the format of
   * @param offered functions as OpenAI's {@code tools} give them; empty for none
   * @param thinking whether a model that can shall think first; null for as it likes
   * @throws dev.bantam.tokenizer.chat.TemplateException where the template refuses or fails
   * @throws IllegalArgumentException if there are no messages, or a tool has no name
   */
  public ChatTurn turn(
      @Nullable ChatTemplate template,
      List<Message> messages,
      List<? extends Map<String, ?>> offered,
      @Nullable Boolean thinking) {
    Map<String, Tool> byName = Tool.byName(offered);
    List<? extends Map<String, ?>> tools = offered.stream().map(Tool::complete).toList();
    ChatTemplate.Options options = options(tools, thinking);
    TemplateMessages adapted = new TemplateMessages(traits, calls, thinkingKey);
    if (!byName.isEmpty() && !knowsTools()) {
      adapted.tell(byName);
    }
    messages.forEach(adapted::add);
    if (!byName.isEmpty() && toolsInSystem) {
      adapted.putTools(tools);
    }
    if (template == null) {
      List<Message> plain =
          adapted.all().stream()
              .map(
                  m -> new Message(String.valueOf(m.get("role")), String.valueOf(m.get("content"))))
              .toList();
      return new ChatTurn(new Prompt.Chat(plain, options), calls, byName, null, "");
    }
    List<Span> spans = template.render(adapted.all(), options);
    return new ChatTurn(new Prompt.Rendered(spans), calls, byName, thoughts, opened(spans));
  }

  private static ChatTemplate.Options options(
      List<? extends Map<String, ?>> tools, @Nullable Boolean thinking) {
    ChatTemplate.Options options = ChatTemplate.Options.DEFAULT.withTools(tools);
    if (thinking == null) {
      return options;
    }
    Map<String, @Nullable Object> variables = new HashMap<>();
    variables.put("enable_thinking", thinking);
    variables.put("thinking", thinking);
    return options.withVariables(variables);
  }

  /** The mark with which the template has begun the answer already; empty if none. */
  private String opened(List<Span> spans) {
    String text = spans.stream().map(Span::text).collect(Collectors.joining()).stripTrailing();
    if (thoughts != null && text.endsWith(thoughts.opening())) {
      return thoughts.opening();
    }
    boolean calling = !calls.opening().isEmpty() && text.endsWith(calls.opening());
    return calling ? calls.opening() : "";
  }
}
