package dev.bantam.generate.chat;

import dev.bantam.format.Json;
import dev.bantam.tokenizer.Span;
import dev.bantam.tokenizer.chat.ChatTemplate;
import dev.bantam.tokenizer.chat.TemplateException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a template can say, found by having it say it.
 *
 * @param system whether it takes a system message
 * @param tools whether it tells the model of tools
 * @param calls whether it writes an assistant's calls
 * @param results whether it writes what a tool answered
 * @param noContent whether it wants no content, rather than an empty one, in a message of calls
 * @param textArguments whether it wants arguments as the text of their JSON
 */
record TemplateTraits(
    boolean system,
    boolean tools,
    boolean calls,
    boolean results,
    boolean noContent,
    boolean textArguments) {
  private static final String NAME = "probe_tool";
  private static final String KEY = "probe_key";
  private static final String VALUE = "probe_value";
  private static final String RESULT = "probe_result";
  private static final Map<String, Object> USER = Map.of("role", "user", "content", "probe");
  private static final List<Map<String, Object>> TOOLS =
      List.of(
          Map.of(
              "type",
              "function",
              "function",
              Map.of(
                  "name",
                  NAME,
                  "description",
                  "A probe",
                  "parameters",
                  Map.of("type", "object", "properties", Map.of(KEY, Map.of("type", "string"))))));

  /** Tries a template out. */
  static TemplateTraits of(ChatTemplate template) {
    Map<String, Object> said = Map.of("role", "system", "content", VALUE);
    boolean system = render(template, List.of(said, USER), false).contains(VALUE);
    boolean tools = render(template, List.of(USER), true).contains(NAME);
    for (boolean noContent : new boolean[] {false, true}) {
      for (boolean textArguments : new boolean[] {false, true}) {
        String text = render(template, exchange(noContent, textArguments), tools);
        if (isCall(text)) {
          boolean results = text.contains(RESULT);
          return new TemplateTraits(system, tools, true, results, noContent, textArguments);
        }
      }
    }
    return new TemplateTraits(system, tools, false, false, false, false);
  }

  private static List<Map<String, ?>> exchange(boolean noContent, boolean textArguments) {
    Map<String, String> arguments = Map.of(KEY, VALUE);
    Map<String, @Nullable Object> asked =
        TemplateMessages.message("assistant", noContent ? null : "");
    asked.put(
        "tool_calls",
        List.of(TemplateMessages.call(0, NAME, textArguments ? Json.write(arguments) : arguments)));
    Map<String, @Nullable Object> answered = TemplateMessages.message("tool", RESULT);
    answered.put("name", NAME);
    answered.put("tool_call_id", TemplateMessages.id(0));
    return List.of(USER, asked, answered);
  }

  /** Arguments must not look as Python would print them, nor as a text in quotes. */
  private static boolean isCall(String text) {
    return text.contains(NAME)
        && text.contains(VALUE)
        && !text.contains("'" + KEY + "'")
        && !text.contains("\\\"" + KEY);
  }

  /** The text of a conversation; empty where the template refuses it. */
  private static String render(
      ChatTemplate template, List<? extends Map<String, ?>> messages, boolean tools) {
    ChatTemplate.Options options =
        tools ? ChatTemplate.Options.DEFAULT.withTools(TOOLS) : ChatTemplate.Options.DEFAULT;
    try {
      return template.render(messages, options).stream()
          .map(Span::text)
          .collect(Collectors.joining());
    } catch (TemplateException e) {
      return "";
    }
  }
}
