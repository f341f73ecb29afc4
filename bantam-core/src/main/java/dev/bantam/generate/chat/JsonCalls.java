package dev.bantam.generate.chat;

import dev.bantam.format.Json;
import dev.bantam.generate.chat.ReplyPart.Call;
import dev.bantam.generate.constrain.Grammar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls as JSON, one object or a list of them, such as {@code <tool_call>{"name": "f", "arguments":
 * {}}</tool_call>}. All that most families differ in are words.
 *
 * @param opening what stands before the JSON; empty where an answer that is nothing but such JSON
 *     is a call
 * @param closing what stands behind it; may be empty
 * @param nameKey where the function's name stands
 * @param argumentsKey where its arguments stand
 * @param list whether the model writes a list; either is read
 */
record JsonCalls(String opening, String closing, String nameKey, String argumentsKey, boolean list)
    implements CallSyntax {

  private static final Grammar LINE_BREAK = Grammar.text("\n");

  /** What Llama writes before calls of tools that it knows by itself, and sometimes of others. */
  private static final String PYTHON_TAG = "<|python_tag|>";

  /** The most common one, of Hermes, Qwen and many more. */
  static final JsonCalls HERMES =
      new JsonCalls("<tool_call>", "</tool_call>", "name", "arguments", false);

  static JsonCalls list(String opening, String closing) {
    return new JsonCalls(opening, closing, "name", "arguments", true);
  }

  @Override
  public List<String> marks() {
    if (opening.isEmpty()) {
      return List.of(PYTHON_TAG);
    }
    return closing.isEmpty() ? List.of() : List.of(closing);
  }

  @Override
  public String write(List<Call> calls) {
    if (list) {
      return opening + Json.write(calls.stream().map(this::data).toList()) + closing;
    }
    StringBuilder text = new StringBuilder();
    for (Call call : calls) {
      text.append(text.isEmpty() ? "" : "\n").append(opening).append(Json.write(data(call)));
      text.append(closing);
    }
    return text.toString();
  }

  @Override
  public Grammar grammar(Collection<Tool> tools) {
    return Grammar.choice(tools.stream().map(this::grammar).toList());
  }

  /** Whether line breaks stand around the JSON is left to the model, which knows its habits. */
  private Grammar grammar(Tool tool) {
    String before =
        "%s{\"%s\": \"%s\", \"%s\": "
            .formatted(list ? "[" : "", nameKey, tool.name(), argumentsKey);
    List<Grammar> parts = new ArrayList<>();
    parts.add(LINE_BREAK.times(0, 1));
    parts.add(Grammar.text(before));
    parts.add(Grammar.jsonSchema(tool.parameters()));
    parts.add(Grammar.text(list ? "}]" : "}"));
    if (!closing.isEmpty()) {
      parts.add(LINE_BREAK.times(0, 1));
      parts.add(Grammar.text(closing));
    }
    return Grammar.sequence(parts);
  }

  private Map<String, Object> data(Call call) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put(nameKey, call.name());
    data.put(argumentsKey, call.arguments());
    return data;
  }

  @Override
  public CallReader reader(Map<String, Tool> tools) {
    return new Reader(tools);
  }

  private final class Reader implements CallReader {
    private final Map<String, Tool> tools;
    private final JsonExtent json = new JsonExtent();
    private List<Call> calls = List.of();

    private Reader(Map<String, Tool> tools) {
      this.tools = tools;
    }

    @Override
    public Step take(char c) {
      if (!json.take(c)) {
        return Step.BROKEN;
      }
      if (!json.isComplete()) {
        return Step.MORE;
      }
      calls = read(CallReader.json(json.text()), tools);
      return calls.isEmpty() ? Step.BROKEN : Step.DONE;
    }

    @Override
    public List<Call> calls() {
      return calls;
    }
  }

  /** The calls; none if any is malformed. */
  private List<Call> read(@Nullable Object json, Map<String, Tool> tools) {
    List<Call> calls = new ArrayList<>();
    for (Object item : json instanceof List<?> items ? items : List.of(json == null ? "" : json)) {
      Call call = item instanceof Map<?, ?> map ? one(map, tools) : null;
      if (call == null) {
        return List.of();
      }
      calls.add(call);
    }
    return calls;
  }

  /** Small models mix the two common words for arguments up. */
  private @Nullable Call one(Map<?, ?> map, Map<String, Tool> tools) {
    String other = argumentsKey.equals("arguments") ? "parameters" : "arguments";
    Object arguments = map.containsKey(argumentsKey) ? map.get(argumentsKey) : map.get(other);
    boolean bare = opening.isEmpty() && !map.containsKey(argumentsKey) && !map.containsKey(other);
    return bare ? null : CallReader.call(tools, map.get(nameKey), arguments);
  }
}
