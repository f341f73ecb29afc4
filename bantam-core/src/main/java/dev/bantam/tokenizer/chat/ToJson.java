package dev.bantam.tokenizer.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as JSON, laid out as Python's {@code json.dumps} does. */
final class ToJson {
  private final Meter meter;
  private final TextBuilder out;
  private final @Nullable Text indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final boolean sorted;
  private final boolean ascii;
  private boolean content;

  private ToJson(Rendering rendering, Arguments.Bound options) {
    this.meter = rendering.meter();
    this.out = rendering.builder();
    this.ascii = options.flag(0);
    this.indent = options.given(1) ? indent(options.get(1)) : null;
    this.sorted = options.flag(3);
    if (options.given(2)) {
      List<Object> separators = Values.list(meter, options.get(2));
      if (separators.size() != 2) {
        throw new TemplateException("tojson needs two separators");
      }
      this.itemSeparator = Values.text(separators.getFirst()).string();
      this.keySeparator = Values.text(separators.getLast()).string();
    } else {
      this.itemSeparator = indent == null ? ", " : ",";
      this.keySeparator = ": ";
    }
  }

  private Text indent(Object indent) {
    return indent instanceof Text text
        ? text
        : new TextBuilder(meter).repeat(Text.template(" "), Values.integer(indent)).text();
  }

  /** The filter tojson. If any string within is content, then so is the whole. */
  static Text filter(Rendering rendering, Object value, Arguments arguments) {
    ToJson json =
        new ToJson(
            rendering,
            arguments.bind("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys"));
    json.write(value, 1);
    return Text.of(json.out.text().string(), json.content);
  }

  private void write(Object value, int depth) {
    meter.step();
    switch (value) {
      case None _ -> out.append("null");
      case Boolean truth -> out.append(truth ? "true" : "false");
      case Long number -> out.append(number.toString());
      case Double number -> out.append(real(number));
      case Text text -> string(text);
      case Dict dict -> object(dict, depth);
      case Sequence sequence when array(sequence) -> {
        if (sequence.size() == 0) {
          out.append("[]");
          return;
        }
        out.append('[');
        String separator = "";
        for (Object item : sequence.items()) {
          out.append(separator);
          newLine(depth);
          write(item, depth + 1);
          separator = itemSeparator;
        }
        newLine(depth - 1);
        out.append(']');
      }
      default ->
          throw new TemplateException(
              "Object of type " + Values.typeName(value) + " is not JSON serializable");
    }
  }

  private static boolean array(Sequence sequence) {
    return sequence.kind() != Sequence.Kind.RANGE && sequence.hasPositions();
  }

  private void object(Dict dict, int depth) {
    if (dict.size() == 0) {
      out.append("{}");
      return;
    }
    List<Map.Entry<Object, Object>> entries = new ArrayList<>(dict.entries().entrySet());
    if (sorted) {
      entries.sort((a, b) -> Values.compare(meter, a.getKey(), b.getKey(), "<"));
    }
    out.append('{');
    String separator = "";
    for (Map.Entry<Object, Object> entry : entries) {
      out.append(separator);
      newLine(depth);
      key(entry.getKey());
      out.append(keySeparator);
      write(entry.getValue(), depth + 1);
      separator = itemSeparator;
    }
    newLine(depth - 1);
    out.append('}');
  }

  private void key(Object key) {
    if (key instanceof Text text) {
      string(text);
    } else {
      out.append('"');
      write(key, 0);
      out.append('"');
    }
  }

  private void newLine(int depth) {
    if (indent != null) {
      out.append('\n');
      out.repeat(indent, depth);
    }
  }

  private static String real(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "Infinity" : "-Infinity";
    }
    return Printer.real(number);
  }

  private void string(Text text) {
    content |= text.hasContent();
    out.append('"');
    String string = text.string();
    int from = 0;
    for (int i = 0; i < string.length(); i++) {
      String escape = escape(string.charAt(i));
      if (!escape.isEmpty()) {
        out.append(string.substring(from, i)).append(escape);
        from = i + 1;
      }
    }
    out.append(string.substring(from)).append('"');
  }

  /** How a character is escaped; empty if it stands for itself. */
  private String escape(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\f' -> "\\f";
      case '\b' -> "\\b";
      default -> c < ' ' || ascii && c > '~' ? hexadecimal(c) : "";
    };
  }

  private static String hexadecimal(char c) {
    String digits = Integer.toHexString(c);
    return "\\u" + "0".repeat(4 - digits.length()) + digits;
  }
}
