package dev.bantam.tokenizer.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The methods of strings that cut them into pieces. */
final class TextSplitting {
  static final Map<String, TextMethods.Method> METHODS =
      Map.of(
          "split", TextSplitting::split,
          "rsplit", TextSplitting::splitFromEnd,
          "splitlines", TextSplitting::splitLines,
          "partition", (r, self, arguments) -> partition(r, self, arguments, false),
          "rpartition", (r, self, arguments) -> partition(r, self, arguments, true));

  private TextSplitting() {}

  private static String separator(Rendering rendering, Text self, Object given) {
    String separator = Values.text(given).string();
    if (separator.isEmpty()) {
      throw new TemplateException("empty separator");
    }
    rendering.meter().search(self.chars(), separator.length());
    return separator;
  }

  private static long most(Arguments.Bound bound) {
    long most = bound.integer(1, -1);
    return most < 0 ? Long.MAX_VALUE : most;
  }

  private static Object split(Rendering rendering, Text self, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("split", 0, "sep", "maxsplit");
    List<Object> pieces = new ArrayList<>();
    Meter meter = rendering.meter();
    String text = self.string();
    long left = most(bound);
    if (bound.given(0)) {
      String separator = separator(rendering, self, bound.get(0));
      int from = 0;
      int found = text.indexOf(separator);
      for (; found >= 0 && left > 0; left--, found = text.indexOf(separator, from)) {
        meter.step();
        pieces.add(self.slice(from, found));
        from = found + separator.length();
      }
      pieces.add(self.slice(from, text.length()));
      return Sequence.list(pieces);
    }
    int at = Chars.skipSpace(text, 0);
    for (; at < text.length() && left > 0; left--) {
      meter.step();
      int end = at;
      while (end < text.length() && !Chars.isSpace(text.charAt(end))) {
        end++;
      }
      pieces.add(self.slice(at, end));
      at = Chars.skipSpace(text, end);
    }
    if (at < text.length()) {
      pieces.add(self.slice(at, Chars.trimSpace(text, at, text.length())));
    }
    return Sequence.list(pieces);
  }

  private static Object splitFromEnd(Rendering rendering, Text self, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("rsplit", 0, "sep", "maxsplit");
    List<Object> pieces = new ArrayList<>();
    Meter meter = rendering.meter();
    String text = self.string();
    long left = most(bound);
    if (bound.given(0)) {
      String separator = separator(rendering, self, bound.get(0));
      int to = text.length();
      int found = text.lastIndexOf(separator);
      for (; found >= 0 && left > 0; left--) {
        meter.step();
        pieces.add(self.slice(found + separator.length(), to));
        to = found;
        found = to < separator.length() ? -1 : text.lastIndexOf(separator, to - separator.length());
      }
      pieces.add(self.slice(0, to));
    } else {
      int to = Chars.trimSpace(text, 0, text.length());
      for (; to > 0 && left > 0; left--) {
        meter.step();
        int begin = to;
        while (begin > 0 && !Chars.isSpace(text.charAt(begin - 1))) {
          begin--;
        }
        pieces.add(self.slice(begin, to));
        to = Chars.trimSpace(text, 0, begin);
      }
      if (to > 0) {
        pieces.add(self.slice(Chars.skipSpace(text, 0), to));
      }
    }
    Collections.reverse(pieces);
    return Sequence.list(pieces);
  }

  private static Object splitLines(Rendering rendering, Text self, Arguments arguments) {
    boolean ends = arguments.bind("splitlines", 0, "keepends").flag(0);
    return Sequence.list(lines(rendering.meter(), self, ends));
  }

  /** The lines of a text, with or without what ends them. */
  static List<Object> lines(Meter meter, Text self, boolean keepEnds) {
    List<Object> lines = new ArrayList<>();
    String text = self.string();
    for (int from = 0; from < text.length(); ) {
      meter.step();
      int end = from;
      while (end < text.length() && !Chars.isLineEnd(text.charAt(end))) {
        end++;
      }
      int past = Math.min(end + (text.startsWith("\r\n", end) ? 2 : 1), text.length());
      lines.add(self.slice(from, keepEnds ? past : end));
      from = past;
    }
    return lines;
  }

  private static Object partition(
      Rendering rendering, Text self, Arguments arguments, boolean last) {
    Object given = arguments.bind("partition", 1, "sep").get(0);
    String separator = separator(rendering, self, given);
    int found = last ? self.string().lastIndexOf(separator) : self.string().indexOf(separator);
    if (found < 0) {
      return last
          ? Sequence.tuple(Text.EMPTY, Text.EMPTY, self)
          : Sequence.tuple(self, Text.EMPTY, Text.EMPTY);
    }
    int past = found + separator.length();
    return Sequence.tuple(
        self.slice(0, found), self.slice(found, past), self.slice(past, self.chars()));
  }
}
