package dev.bantam.generate.chat;

import dev.bantam.format.Json;
import dev.bantam.generate.chat.ReplyPart.Call;
import dev.bantam.generate.constrain.Grammar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Calls as a list of calls in Python, such as {@code <|tool_call_start|>[f(x=1)]<|tool_call_end|>}.
 *
 * @param opening what stands before the list
 * @param closing what stands behind it
 */
record PythonCalls(String opening, String closing) implements CallSyntax {
  @Override
  public List<String> marks() {
    return List.of(closing);
  }

  @Override
  public String write(List<Call> calls) {
    return calls.stream()
        .map(PythonCalls::write)
        .collect(Collectors.joining(", ", opening + "[", "]" + closing));
  }

  private static String write(Call call) {
    return call.arguments().entrySet().stream()
        .map(argument -> argument.getKey() + "=" + literal(argument.getValue()))
        .collect(Collectors.joining(", ", call.name() + "(", ")"));
  }

  private static String literal(@Nullable Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean truth -> truth ? "True" : "False";
      default -> Json.write(value);
    };
  }

  @Override
  public Grammar grammar(Collection<Tool> tools) {
    return Grammar.choice(tools.stream().map(this::grammar).toList());
  }

  /** Required arguments come first; without any, the first one is. */
  private Grammar grammar(Tool tool) {
    List<Grammar> parts = new ArrayList<>();
    parts.add(Grammar.text("[" + tool.name() + "("));
    String before = "";
    for (String key : tool.keys()) {
      Grammar argument =
          Grammar.sequence(
              List.of(Grammar.text(before + key + "="), Grammar.jsonSchema(tool.parameter(key))));
      boolean must = before.isEmpty() || tool.isRequired(key);
      parts.add(must ? argument : argument.times(0, 1));
      before = ", ";
    }
    parts.add(Grammar.text(")]" + closing));
    return Grammar.sequence(parts);
  }

  @Override
  public CallReader reader(Map<String, Tool> tools) {
    return new Reader(tools);
  }

  private final class Reader implements CallReader {
    private final Map<String, Tool> tools;
    private final StringBuilder body = new StringBuilder();
    private List<Call> calls = List.of();

    private Reader(Map<String, Tool> tools) {
      this.tools = tools;
    }

    @Override
    public Step take(char c) {
      body.append(c);
      int end = body.length() - closing.length();
      if (end < 0 || body.indexOf(closing, end) < 0) {
        return Step.MORE;
      }
      calls = new PythonScanner(body.substring(0, end)).calls();
      boolean known = calls.stream().allMatch(call -> tools.containsKey(call.name()));
      return calls.isEmpty() || !known ? Step.BROKEN : Step.DONE;
    }

    @Override
    public List<Call> calls() {
      return calls;
    }
  }
}
