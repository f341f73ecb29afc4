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
 * Calls with a tag for each argument, such as {@code <function=f><parameter=x>1</parameter>
 * </function>}. Values are text; JSON where the tool's schema wants no text.
 *
 * @param opening what stands before the name
 * @param nameEnd what stands behind it
 * @param keyStart what stands before an argument's name
 * @param keyEnd what stands behind its name
 * @param valueStart what stands before its value, if more than white space; may be empty
 * @param valueEnd what stands behind its value
 * @param closing what ends the call
 * @param marks around calls
 */
record TaggedCalls(
    String opening,
    String nameEnd,
    String keyStart,
    String keyEnd,
    String valueStart,
    String valueEnd,
    String closing,
    List<String> marks)
    implements CallSyntax {
  private static final int MAX_NAME = 256;
  private static final Grammar WORDS = Grammar.gbnf("root ::= [^<]*");

  @Override
  public String write(List<Call> calls) {
    StringBuilder text = new StringBuilder();
    for (Call call : calls) {
      text.append(opening).append(call.name()).append(nameEnd).append('\n');
      call.arguments()
          .forEach(
              (key, value) -> {
                String written = value instanceof String words ? words : Json.write(value);
                text.append(keyStart).append(key).append(keyEnd).append(valueStart).append('\n');
                text.append(written).append('\n').append(valueEnd).append('\n');
              });
      text.append(closing);
    }
    return text.toString();
  }

  @Override
  public Grammar grammar(Collection<Tool> tools) {
    return Grammar.choice(tools.stream().map(this::grammar).toList());
  }

  private Grammar grammar(Tool tool) {
    List<Grammar> parts = new ArrayList<>();
    parts.add(Grammar.text(tool.name() + nameEnd + "\n"));
    for (String key : tool.keys()) {
      Grammar argument =
          Grammar.sequence(
              List.of(
                  Grammar.text(keyStart + key + keyEnd + valueStart + "\n"),
                  tool.isText(key) ? WORDS : Grammar.jsonSchema(tool.parameter(key)),
                  Grammar.text("\n" + valueEnd + "\n")));
      parts.add(tool.isRequired(key) ? argument : argument.times(0, 1));
    }
    parts.add(Grammar.text(closing));
    return Grammar.sequence(parts);
  }

  @Override
  public CallReader reader(Map<String, Tool> tools) {
    return new Reader(tools);
  }

  private final class Reader implements CallReader {
    private final Map<String, Tool> tools;
    private final StringBuilder body = new StringBuilder();
    private @Nullable Tool tool;
    private @Nullable Call call;

    private Reader(Map<String, Tool> tools) {
      this.tools = tools;
    }

    @Override
    public Step take(char c) {
      body.append(c);
      if (tool == null && !findTool()) {
        return body.length() > MAX_NAME || !nameEnd.isEmpty() && ends(nameEnd)
            ? Step.BROKEN
            : Step.MORE;
      }
      if (!ends(closing)) {
        return Step.MORE;
      }
      call = read(body.substring(0, body.length() - closing.length()));
      return call == null ? Step.BROKEN : Step.DONE;
    }

    private boolean ends(String text) {
      int at = body.length() - text.length();
      return at >= 0 && body.indexOf(text, at) >= 0;
    }

    /** Without an end of its own, a name ends where a line or a tag begins. */
    private boolean findTool() {
      int end;
      if (nameEnd.isEmpty()) {
        char last = body.charAt(body.length() - 1);
        end = last == '<' || last == '\n' ? body.length() - 1 : -1;
      } else {
        end = ends(nameEnd) ? body.length() - nameEnd.length() : -1;
      }
      tool = end < 0 ? null : tools.get(body.substring(0, end).strip());
      if (tool != null) {
        body.delete(0, nameEnd.isEmpty() ? end : end + nameEnd.length());
      }
      return tool != null;
    }

    private @Nullable Call read(String text) {
      if (tool == null) {
        return null;
      }
      Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
      int at = 0;
      for (int key = text.indexOf(keyStart); key >= 0; key = text.indexOf(keyStart, at)) {
        int from = key + keyStart.length();
        int keyTo = text.indexOf(keyEnd, from);
        int start = keyTo < 0 ? -1 : text.indexOf(valueStart, keyTo + keyEnd.length());
        int valueTo = start < 0 ? -1 : text.indexOf(valueEnd, start);
        if (valueTo < 0) {
          return null;
        }
        String name = text.substring(from, keyTo).strip();
        arguments.put(name, value(name, text.substring(start + valueStart.length(), valueTo)));
        at = valueTo + valueEnd.length();
      }
      return new Call(tool.name(), arguments);
    }

    private @Nullable Object value(String key, String text) {
      String value = unwrapped(text);
      if (tool != null && tool.isText(key)) {
        return value;
      }
      Object json = CallReader.json(value);
      return json == null && !value.strip().equals("null") ? value : json;
    }

    @Override
    public List<Call> calls() {
      return call == null ? List.of() : List.of(call);
    }
  }

  /** Without the line breaks that models put around a value. */
  private static String unwrapped(String text) {
    int from = text.startsWith("\n") ? 1 : 0;
    int to = text.endsWith("\n") ? text.length() - 1 : text.length();
    return text.substring(from, Math.max(from, to));
  }
}
