package dev.bantam.tokenizer.chat;

import java.util.Map;

/** The methods of strings that look for others in them. */
final class TextSearching {
  static final Map<String, TextMethods.Method> METHODS =
      Map.of(
          "find", (r, self, arguments) -> find(r, self, arguments, "find"),
          "rfind", (r, self, arguments) -> find(r, self, arguments, "rfind"),
          "index", (r, self, arguments) -> find(r, self, arguments, "index"),
          "rindex", (r, self, arguments) -> find(r, self, arguments, "rindex"),
          "count", TextSearching::count,
          "startswith", (r, self, arguments) -> has(r, self, arguments, "startswith"),
          "endswith", (r, self, arguments) -> has(r, self, arguments, "endswith"),
          "replace", TextSearching::replace);

  private TextSearching() {}

  /** The part of a text that two optional arguments bound, in code points. */
  private static Text part(Meter meter, Text self, Arguments.Bound bound) {
    if (!bound.given(1) && !bound.given(2)) {
      return self;
    }
    Object part =
        Slices.slice(meter, self, bound.get(1, None.NONE), bound.get(2, None.NONE), None.NONE);
    return Values.text(part);
  }

  private static Object find(Rendering rendering, Text self, Arguments arguments, String method) {
    Arguments.Bound bound = arguments.bind(method, 1, "sub", "start", "end");
    String wanted = Values.text(bound.get(0)).string();
    Meter meter = rendering.meter();
    Text part = part(meter, self, bound);
    meter.search(part.chars(), wanted.length());
    boolean last = method.startsWith("r");
    int found = last ? part.string().lastIndexOf(wanted) : part.string().indexOf(wanted);
    long start = bound.given(1) ? bound.integer(1, 0) : 0;
    long skipped = start < 0 ? Math.max(0, start + self.length()) : start;
    if (found < 0 || skipped > self.length()) {
      if (method.endsWith("index")) {
        throw new TemplateException("substring not found");
      }
      return -1L;
    }
    return skipped + part.codePoints(found);
  }

  private static Object count(Rendering rendering, Text self, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("count", 1, "sub", "start", "end");
    String wanted = Values.text(bound.get(0)).string();
    Text part = part(rendering.meter(), self, bound);
    if (wanted.isEmpty()) {
      return part.length() + 1L;
    }
    rendering.meter().search(part.chars(), wanted.length());
    long count = 0;
    int found = part.string().indexOf(wanted);
    for (; found >= 0; found = part.string().indexOf(wanted, found + wanted.length())) {
      count++;
    }
    return count;
  }

  private static Object has(Rendering rendering, Text self, Arguments arguments, String method) {
    Arguments.Bound bound = arguments.bind(method, 1, "affix", "start", "end");
    String part = part(rendering.meter(), self, bound).string();
    if (bound.get(0) instanceof Sequence tuple && tuple.kind() == Sequence.Kind.TUPLE) {
      rendering.meter().steps(tuple.size());
      return tuple.items().stream().anyMatch(affix -> has(part, Values.text(affix), method));
    }
    if (bound.get(0) instanceof Text affix) {
      return has(part, affix, method);
    }
    throw new TemplateException(
        method + " first arg must be str or a tuple of str, not " + Values.typeName(bound.get(0)));
  }

  private static boolean has(String text, Text affix, String method) {
    return method.equals("startswith")
        ? text.startsWith(affix.string())
        : text.endsWith(affix.string());
  }

  private static Object replace(Rendering rendering, Text self, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("replace", 2, "old", "new", "count");
    return replace(
            rendering.meter(),
            self,
            Values.text(bound.get(0)),
            Values.text(bound.get(1)),
            bound.integer(2, -1))
        .asMarkup(self.isMarkup());
  }

  /**
   * @param most replacements; all if it is negative
   */
  static Text replace(Meter meter, Text self, Text old, Text replacement, long most) {
    String text = self.string();
    meter.search(self.chars(), old.chars());
    TextBuilder out = new TextBuilder(meter);
    long left = most < 0 ? Long.MAX_VALUE : most;
    int from = 0;
    if (old.isEmpty()) { // goes before every character and after the last
      for (; left > 0 && from < text.length(); left--) {
        int next = text.offsetByCodePoints(from, 1);
        out.append(replacement).append(self, from, next);
        from = next;
      }
      out.append(self, from, text.length());
      return (left > 0 ? out.append(replacement) : out).text();
    }
    int found = text.indexOf(old.string());
    for (; left > 0 && found >= 0; left--, found = text.indexOf(old.string(), from)) {
      out.append(self, from, found).append(replacement);
      from = found + old.chars();
    }
    return out.append(self, from, text.length()).text();
  }
}
