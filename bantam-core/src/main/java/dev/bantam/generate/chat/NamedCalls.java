package dev.bantam.generate.chat;

import dev.bantam.format.Json;
import dev.bantam.generate.chat.ReplyPart.Call;
import dev.bantam.generate.constrain.Grammar;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls as a name and then JSON, such as {@code [TOOL_CALLS]f[ARGS]{}}.
 *
 * @param opening what stands before the name
 * @param nameEnd what stands between name and arguments
 * @param closing what stands behind the arguments; may be empty
 * @param marks the closing, and what stands around several calls
 */
record NamedCalls(String opening, String nameEnd, String closing, List<String> marks)
    implements CallSyntax {
  private static final int MAX_NAME = 256;

  /** What some families write before a name. */
  private static final String NAMESPACE = "functions.";

  @Override
  public String write(List<Call> calls) {
    StringBuilder text = new StringBuilder();
    for (Call call : calls) {
      text.append(opening).append(call.name()).append(nameEnd);
      text.append(Json.write(call.arguments())).append(closing);
    }
    return text.toString();
  }

  @Override
  public Grammar grammar(Collection<Tool> tools) {
    return Grammar.choice(
        tools.stream()
            .map(
                tool ->
                    Grammar.sequence(
                        List.of(
                            Grammar.text(tool.name() + nameEnd),
                            Grammar.jsonSchema(tool.parameters()),
                            Grammar.text(closing))))
            .toList());
  }

  @Override
  public CallReader reader(Map<String, Tool> tools) {
    return new Reader(tools);
  }

  private final class Reader implements CallReader {
    private final Map<String, Tool> tools;
    private final StringBuilder name = new StringBuilder();
    private final JsonExtent json = new JsonExtent();
    private boolean named;
    private @Nullable Call call;

    private Reader(Map<String, Tool> tools) {
      this.tools = tools;
    }

    @Override
    public Step take(char c) {
      if (!named) {
        return takeName(c);
      }
      if (!json.take(c)) {
        return Step.BROKEN;
      }
      if (!json.isComplete()) {
        return Step.MORE;
      }
      call = CallReader.call(tools, name.toString(), json.text());
      return call == null ? Step.BROKEN : Step.DONE;
    }

    private Step takeName(char c) {
      if (name.length() == MAX_NAME) {
        return Step.BROKEN;
      }
      name.append(c);
      int end = name.length() - nameEnd.length();
      if (end < 0 || name.indexOf(nameEnd, end) < 0) {
        return Step.MORE;
      }
      String known = plain(name.substring(0, end));
      if (!tools.containsKey(known)) {
        return Step.BROKEN;
      }
      name.setLength(0);
      name.append(known);
      named = true;
      return Step.MORE;
    }

    @Override
    public List<Call> calls() {
      return call == null ? List.of() : List.of(call);
    }
  }

  /** A name without the namespace before it, and without the id or type behind it. */
  private static String plain(String text) {
    String name = text.strip();
    int from = name.startsWith(NAMESPACE) ? NAMESPACE.length() : 0;
    int to = from;
    while (to < name.length()
        && (Character.isLetterOrDigit(name.charAt(to)) || "_-.".indexOf(name.charAt(to)) >= 0)) {
      to++;
    }
    return name.substring(from, to);
  }
}
