package dev.bantam.tokenizer.chat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Filters that make strings. */
final class TextFilters {
  static final Map<String, Filters.Filter> FILTERS = new HashMap<>();

  static {
    mapping("upper", TextCasing::upper);
    mapping("lower", TextCasing::lower);
    mapping("capitalize", TextCasing::capitalize);
    mapping("title", TextCasing::titleWords);
    mapping("string", text -> text);
    mapping("safe", text -> text.asMarkup(true));
    FILTERS.put("escape", TextFilters::escape);
    FILTERS.put("e", TextFilters::escape);
    FILTERS.put("forceescape", TextFilters::forceEscape);
    FILTERS.put("trim", TextFilters::trim);
    FILTERS.put("replace", TextFilters::replace);
    FILTERS.put("join", TextFilters::join);
    FILTERS.put("indent", TextFilters::indent);
    FILTERS.put("truncate", TextFilters::truncate);
    FILTERS.put("center", TextFilters::center);
    FILTERS.put("format", TextFilters::format);
    FILTERS.put("wordcount", TextFilters::wordCount);
    FILTERS.put("urlencode", TextFilters::urlEncode);
  }

  private TextFilters() {}

  private static void mapping(String name, UnaryOperator<Text> change) {
    FILTERS.put(
        name,
        (rendering, value, arguments) -> {
          arguments.bind(name, 0);
          return change.apply(charged(rendering, value));
        });
  }

  /** Any value as text, with its length paid for. */
  private static Text charged(Rendering rendering, Object value) {
    Text text = Printer.str(rendering.meter(), value);
    rendering.meter().chars(text.chars());
    return text;
  }

  private static Object escape(Rendering rendering, Object value, Arguments arguments) {
    Text text = charged(rendering, value);
    return text.isMarkup() ? text : Markup.escape(rendering.meter(), text);
  }

  private static Object forceEscape(Rendering rendering, Object value, Arguments arguments) {
    return Markup.escape(rendering.meter(), charged(rendering, value));
  }

  private static Object trim(Rendering rendering, Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("trim", 0, "chars");
    Text text = charged(rendering, value);
    Object characters = bound.given(0) ? bound.get(0) : null;
    return TextMethods.strip(rendering.meter(), text, characters, true, true);
  }

  private static Object replace(Rendering rendering, Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("replace", 2, "old", "new", "count");
    Meter meter = rendering.meter();
    Text old = Printer.str(meter, bound.get(0));
    Text replacement = Printer.str(meter, bound.get(1));
    long most = bound.given(2) ? bound.integer(2, -1) : -1;
    return TextSearching.replace(meter, charged(rendering, value), old, replacement, most);
  }

  private static Object join(Rendering rendering, Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("join", 0, "d", "attribute");
    Meter meter = rendering.meter();
    List<Object> parts = Values.list(meter, value);
    if (bound.given(1)) {
      parts.replaceAll(part -> SelectionFilters.path(meter, part, bound.get(1)));
    }
    parts.replaceAll(part -> Printer.str(meter, part));
    Text separator = Printer.str(meter, bound.get(0, Text.EMPTY));
    return TextMethods.join(meter, separator, parts.iterator());
  }

  private static Object indent(Rendering rendering, Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("indent", 0, "width", "first", "blank");
    Meter meter = rendering.meter();
    Text self = Values.text(value);
    Object width = bound.get(0, 4L);
    Text indent =
        width instanceof Text text
            ? text
            : rendering.builder().repeat(Text.template(" "), Values.integer(width)).text();
    // As if a newline were added: text that ends in one keeps it.
    Text ended = rendering.builder().append(self).append("\n").text();
    List<Object> lines = TextSplitting.lines(meter, ended, false);
    TextBuilder out = rendering.builder();
    for (int i = 0; i < lines.size(); i++) {
      Text line = Values.text(lines.get(i));
      if (i > 0) {
        out.append("\n");
      }
      boolean indented = i == 0 ? bound.flag(1) : bound.flag(2) || !line.isEmpty();
      if (indented) {
        out.append(indent);
      }
      out.append(line);
    }
    return out.text().asMarkup(self.isMarkup());
  }

  private static Object truncate(Rendering rendering, Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("truncate", 0, "length", "killwords", "end", "leeway");
    long length = bound.integer(0, 255);
    Text end = bound.text(2, Text.template("..."));
    long leeway = bound.given(3) ? bound.integer(3, 5) : 5;
    if (length < end.length() || leeway < 0) {
      throw new TemplateException(
          "truncate: expected length >= " + end.length() + " and leeway >= 0");
    }
    if (Values.size(value) <= length + leeway) {
      return value;
    }
    Text self = Values.text(value);
    Text kept = self.slice(0, self.offset((int) length - end.length()));
    int space = kept.string().lastIndexOf(' ');
    if (!bound.flag(1) && space >= 0) {
      kept = kept.slice(0, space);
    }
    return rendering.builder().append(kept).append(end).text();
  }

  private static Object center(Rendering rendering, Object value, Arguments arguments) {
    long width = arguments.bind("center", 0, "width").integer(0, 80);
    Text text = charged(rendering, value);
    return TextMethods.justify(rendering.meter(), text, width, Text.template(" "), "center");
  }

  private static Object format(Rendering rendering, Object value, Arguments arguments) {
    if (!arguments.positional().isEmpty() && !arguments.named().isEmpty()) {
      throw new TemplateException("can't handle positional and keyword arguments at the same time");
    }
    Text format = charged(rendering, value);
    Object values =
        arguments.named().isEmpty()
            ? Sequence.tuple(List.copyOf(arguments.positional()))
            : Dict.named(arguments.named());
    return PercentFormat.format(rendering, format, values);
  }

  private static Object wordCount(Rendering rendering, Object value, Arguments arguments) {
    long words = 0;
    boolean within = false;
    for (int c : charged(rendering, value).string().codePoints().toArray()) {
      boolean word = c == '_' || Character.isLetterOrDigit(c);
      words += word && !within ? 1 : 0;
      within = word;
    }
    return words;
  }

  private static Object urlEncode(Rendering rendering, Object value, Arguments arguments) {
    TextBuilder out = rendering.builder();
    if (value instanceof Text || !Values.isIterable(value)) {
      return quoted(out, charged(rendering, value), "/").text();
    }
    String separator = "";
    List<Object> pairs =
        value instanceof Dict dict ? dict.pairs() : Values.list(rendering.meter(), value);
    for (Object item : pairs) {
      List<Object> pair = Values.list(rendering.meter(), item);
      if (pair.size() != 2) {
        throw new TemplateException("urlencode needs pairs of key and value");
      }
      out.append(separator);
      quoted(out, charged(rendering, pair.getFirst()), "").append("=");
      quoted(out, charged(rendering, pair.getLast()), "");
      separator = "&";
    }
    return out.text();
  }

  private static TextBuilder quoted(TextBuilder out, Text text, String safe) {
    for (byte b : text.string().getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          b >= 'a' && b <= 'z'
              || b >= 'A' && b <= 'Z'
              || Chars.isDigit(b)
              || b > 0 && ("_.-~" + safe).indexOf(b) >= 0;
      String shown = plain ? "" + (char) b : String.format(Locale.ROOT, "%%%02X", b & 0xff);
      out.append(b == ' ' && safe.isEmpty() ? "+" : shown, text.hasContent());
    }
    return out;
  }
}
