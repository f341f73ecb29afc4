package dev.bantam.tokenizer.chat;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods of strings. */
final class TextMethods {
  /** A method: what it does to the string that it is called on. */
  @FunctionalInterface
  interface Method {
    Object apply(Rendering rendering, Text self, Arguments arguments);
  }

  private static final Map<String, Method> METHODS = new HashMap<>();

  static {
    METHODS.putAll(TextSplitting.METHODS);
    METHODS.putAll(TextSearching.METHODS);
    METHODS.putAll(TextCasing.METHODS);
    METHODS.put("join", TextMethods::join);
    METHODS.put("format", BraceFormat::format);
    METHODS.put("format_map", TextMethods::formatMap);
    METHODS.put("strip", (r, self, arguments) -> strip(r, self, arguments, true, true));
    METHODS.put("lstrip", (r, self, arguments) -> strip(r, self, arguments, true, false));
    METHODS.put("rstrip", (r, self, arguments) -> strip(r, self, arguments, false, true));
    METHODS.put("removeprefix", TextMethods::removePrefix);
    METHODS.put("removesuffix", TextMethods::removeSuffix);
    METHODS.put("center", (r, self, arguments) -> justify(r, self, arguments, "center"));
    METHODS.put("ljust", (r, self, arguments) -> justify(r, self, arguments, "ljust"));
    METHODS.put("rjust", (r, self, arguments) -> justify(r, self, arguments, "rjust"));
    METHODS.put("zfill", TextMethods::zeroFill);
    METHODS.put("expandtabs", TextMethods::expandTabs);
  }

  private TextMethods() {}

  /** The method as a function on this string; null where there is none of that name. */
  static @Nullable Function bind(Text self, String name) {
    Method method = METHODS.get(name);
    if (method == null) {
      return null;
    }
    return (rendering, arguments) -> {
      rendering.meter().chars(self.chars());
      return method.apply(rendering, self, arguments);
    };
  }

  /** Joins texts with this one between. */
  static Text join(Meter meter, Text separator, Iterator<Object> parts) {
    TextBuilder out = new TextBuilder(meter);
    boolean first = true;
    while (parts.hasNext()) {
      meter.step();
      if (!first) {
        out.append(separator);
      }
      first = false;
      out.append(Values.text(parts.next()));
    }
    return out.text();
  }

  private static Object join(Rendering rendering, Text self, Arguments arguments) {
    Object parts = arguments.bind("join", 1, "iterable").get(0);
    Meter meter = rendering.meter();
    return join(meter, self, Values.iterate(meter, parts)).asMarkup(self.isMarkup());
  }

  private static Object formatMap(Rendering rendering, Text self, Arguments arguments) {
    Dict values = Values.dict(arguments.bind("format_map", 1, "mapping").get(0));
    Map<String, Object> named = new LinkedHashMap<>();
    values.entries().forEach((key, value) -> named.put(Values.text(key).string(), value));
    return BraceFormat.format(rendering, self, new Arguments(List.of(), named));
  }

  private static Object strip(
      Rendering rendering, Text self, Arguments arguments, boolean left, boolean right) {
    Arguments.Bound bound = arguments.bind("strip", 0, "chars");
    return strip(rendering.meter(), self, bound.given(0) ? bound.get(0) : null, left, right);
  }

  /** Strips white space, or else the characters in a string. */
  static Text strip(
      Meter meter, Text self, @Nullable Object characters, boolean left, boolean right) {
    String text = self.string();
    int from = 0;
    int to = text.length();
    if (characters == null) {
      from = left ? Chars.skipSpace(text, 0) : 0;
      to = right ? Chars.trimSpace(text, from, to) : to;
    } else {
      String set = Values.text(characters).string();
      meter.search(text.length(), set.length());
      while (left && from < to && set.indexOf(text.codePointAt(from)) >= 0) {
        from += Character.charCount(text.codePointAt(from));
      }
      while (right && from < to && set.indexOf(text.codePointBefore(to)) >= 0) {
        to -= Character.charCount(text.codePointBefore(to));
      }
    }
    return self.slice(from, to);
  }

  private static Object removePrefix(Rendering rendering, Text self, Arguments arguments) {
    String prefix = Values.text(arguments.bind("removeprefix", 1, "prefix").get(0)).string();
    boolean there = self.string().startsWith(prefix);
    return there ? self.slice(prefix.length(), self.chars()) : self;
  }

  private static Object removeSuffix(Rendering rendering, Text self, Arguments arguments) {
    String suffix = Values.text(arguments.bind("removesuffix", 1, "suffix").get(0)).string();
    boolean there = self.string().endsWith(suffix);
    return there ? self.slice(0, self.chars() - suffix.length()) : self;
  }

  private static Object justify(
      Rendering rendering, Text self, Arguments arguments, String method) {
    Arguments.Bound bound = arguments.bind(method, 1, "width", "fillchar");
    return justify(
        rendering.meter(), self, bound.integer(0, 0), bound.text(1, Text.template(" ")), method);
  }

  static Text justify(Meter meter, Text self, long width, Text fill, String method) {
    if (fill.length() != 1) {
      throw new TemplateException("The fill character must be exactly one character long");
    }
    long missing = Math.max(0, Math.min(width, Integer.MAX_VALUE) - self.length());
    long before =
        switch (method) {
          case "ljust" -> 0;
          case "rjust" -> missing;
          default -> missing / 2 + (missing & width & 1);
        };
    TextBuilder out = new TextBuilder(meter).repeat(fill, before);
    Text text = out.append(self).repeat(fill, missing - before).text();
    return text.asMarkup(self.isMarkup());
  }

  private static Object zeroFill(Rendering rendering, Text self, Arguments arguments) {
    long width = arguments.bind("zfill", 1, "width").integer(0, 0);
    int sign = self.string().startsWith("+") || self.string().startsWith("-") ? 1 : 0;
    return rendering
        .builder()
        .append(self, 0, sign)
        .repeat(Text.template("0"), width - self.length())
        .append(self, sign, self.chars())
        .text();
  }

  private static Object expandTabs(Rendering rendering, Text self, Arguments arguments) {
    long size = arguments.bind("expandtabs", 0, "tabsize").integer(0, 8);
    TextBuilder out = rendering.builder();
    long column = 0;
    int from = 0;
    for (int i = 0; i < self.chars(); i++) {
      char c = self.string().charAt(i);
      if (c == '\t') {
        out.append(self, from, i);
        from = i + 1;
        long spaces = size <= 0 ? 0 : size - column % size;
        out.repeat(Text.template(" "), spaces);
        column += spaces;
      } else if (c == '\n' || c == '\r') {
        column = 0;
      } else if (!Character.isLowSurrogate(c)) {
        column++;
      }
    }
    return out.append(self, from, self.chars()).text();
  }
}
