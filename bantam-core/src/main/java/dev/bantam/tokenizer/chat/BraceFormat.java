package dev.bantam.tokenizer.chat;

import java.util.Map;

/** {@code "...".format(values)}: Python's format strings, with lookups as the sandbox allows. */
final class BraceFormat {
  private final Rendering rendering;
  private final Text format;
  private final Arguments arguments;

  /** Arguments that fields without a number have taken; -1 once a field had one. */
  private int used;

  private BraceFormat(Rendering rendering, Text format, Arguments arguments) {
    this.rendering = rendering;
    this.format = format;
    this.arguments = arguments;
  }

  static Text format(Rendering rendering, Text format, Arguments arguments) {
    BraceFormat run = new BraceFormat(rendering, format, arguments);
    return run.text(0, format.chars(), 0).asMarkup(format.isMarkup());
  }

  private Text text(int from, int to, int depth) {
    if (depth > 1) {
      throw new TemplateException("Max string recursion exceeded");
    }
    String string = format.string();
    TextBuilder out = rendering.builder();
    int at = from;
    while (at < to) {
      int brace = at;
      while (brace < to && string.charAt(brace) != '{' && string.charAt(brace) != '}') {
        brace++;
      }
      out.append(format, at, brace);
      if (brace == to) {
        break;
      }
      if (brace + 1 < to && string.charAt(brace + 1) == string.charAt(brace)) {
        out.append(format, brace, brace + 1);
        at = brace + 2;
      } else if (string.charAt(brace) == '}') {
        throw new TemplateException("Single '}' encountered in format string");
      } else {
        int end = closing(brace + 1, to);
        out.append(field(brace + 1, end, depth));
        at = end + 1;
      }
    }
    return out.text();
  }

  private int closing(int from, int to) {
    int open = 1;
    for (int i = from; i < to; i++) {
      char c = format.string().charAt(i);
      open += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (open == 0) {
        return i;
      }
    }
    throw new TemplateException("expected '}' before end of string");
  }

  private Text field(int from, int to, int depth) {
    String string = format.string();
    int end = from;
    boolean bracket = false;
    while (end < to && (bracket || string.charAt(end) != ':' && string.charAt(end) != '!')) {
      char c = string.charAt(end);
      bracket = c == '[' || bracket && c != ']';
      end++;
    }
    Object value = lookUp(string.substring(from, end));
    char conversion = 0;
    if (end < to && string.charAt(end) == '!') {
      if (end + 1 >= to || end + 2 < to && string.charAt(end + 2) != ':') {
        throw new TemplateException("expected ':' after conversion specifier");
      }
      conversion = string.charAt(end + 1);
      end += 2;
    }
    Text spec = end < to ? text(end + 1, to, depth + 1) : Text.EMPTY;
    Meter meter = rendering.meter();
    switch (conversion) {
      case 0 -> {}
      case 's' -> value = Printer.str(meter, value);
      case 'r', 'a' -> value = Printer.repr(meter, value);
      default -> throw new TemplateException("unknown conversion specifier " + conversion);
    }
    Text shown = FormatSpec.apply(meter, value, spec.string());
    return format.isMarkup() && !shown.isMarkup() ? Markup.escape(meter, shown) : shown;
  }

  private Object lookUp(String field) {
    int end = 0;
    while (end < field.length() && field.charAt(end) != '.' && field.charAt(end) != '[') {
      end++;
    }
    Object value = argument(field.substring(0, end));
    while (end < field.length()) {
      rendering.meter().step();
      if (field.charAt(end) == '.') {
        int next = end + 1;
        while (next < field.length() && field.charAt(next) != '.' && field.charAt(next) != '[') {
          next++;
        }
        value = Attributes.attribute(value, field.substring(end + 1, next));
        end = next;
      } else {
        int close = field.indexOf(']', end);
        if (close < 0) {
          throw new TemplateException("Missing ']' in format string");
        }
        String key = field.substring(end + 1, close);
        Object item = isNumber(key) ? (Object) Long.valueOf(key) : Text.template(key);
        value = Attributes.item(rendering.meter(), value, item);
        end = close + 1;
      }
    }
    return value;
  }

  private Object argument(String name) {
    if (name.isEmpty() || isNumber(name)) {
      if (name.isEmpty() ? used < 0 : used > 0) {
        throw new TemplateException("fields with and without a number cannot be mixed");
      }
      long index = name.isEmpty() ? used++ : Long.parseLong(name);
      used = name.isEmpty() ? used : -1;
      if (index >= arguments.positional().size()) {
        throw new TemplateException(
            "Replacement index " + index + " out of range for positional args tuple");
      }
      return arguments.positional().get((int) index);
    }
    Map<String, Object> named = arguments.named();
    Object value = named.get(name);
    if (value == null) {
      throw new TemplateException("no argument '" + name + "' to format with");
    }
    return value;
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.length() < 10 && text.chars().allMatch(Chars::isDigit);
  }
}
