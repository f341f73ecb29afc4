package dev.bantam.evaluate.metric;

import java.util.ArrayList;
import java.util.List;

/**
 * What in a text must come through a translation or a summary unchanged.
 *
 * @param placeholders those of message formats ({@code {0}}, {@code {{name}}}, {@code ${HOME}}), of
 *     printf ({@code %s}, {@code %1$d}, {@code %(name)s}, {@code %.2f}; no space flag, no letter
 *     after it), tags by their names ({@code <b>} also for {@code <b class="x">}) and URLs
 * @param numbers elsewhere: runs of digits, with one point, comma, apostrophe or hard space between
 *     two digits left out, as languages differ there: {@code 1,000.5} and {@code 1.000,5} are both
 *     {@code 10005}
 */
public record Markup(List<String> placeholders, List<String> numbers) {
  /** Characters of a placeholder that is looked for, so that reading takes linear time. */
  private static final int LONGEST = 200;

  /**
   * Where a placeholder or number stands.
   *
   * @param start its first character
   * @param end after its last
   */
  public record Span(int start, int end, boolean number) {}

  /** What a text has of each, in order. */
  public static Markup of(String text) {
    Markup markup = new Markup(new ArrayList<>(), new ArrayList<>());
    for (Span span : spans(text)) {
      String found = text.substring(span.start, span.end);
      if (span.number) {
        markup.numbers.add(digits(found));
      } else {
        markup.placeholders.add(name(found));
      }
    }
    return markup;
  }

  /** Where both stand, in order. */
  public static List<Span> spans(String text) {
    List<Span> spans = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      int end = placeholder(text, i);
      if (end > i) {
        spans.add(new Span(i, end, false));
      } else if (Character.isDigit(text.charAt(i))) {
        end = number(text, i);
        spans.add(new Span(i, end, true));
      }
      i = Math.max(end, i + 1);
    }
    return spans;
  }

  /** Where a placeholder that begins at an index ends; the index if none does. */
  private static int placeholder(String text, int at) {
    return switch (text.charAt(at)) {
      case '{' -> braces(text, at, at);
      case '$' -> text.startsWith("{", at + 1) ? braces(text, at + 1, at) : at;
      case '%' -> printf(text, at);
      case '<' -> tag(text, at);
      default -> url(text, at);
    };
  }

  private static int braces(String text, int open, int none) {
    String close = text.startsWith("{{", open) ? "}}" : "}";
    int inside = open + close.length();
    int end = inside;
    while (end < text.length() && end - inside < LONGEST && "{}\n".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.startsWith(close, end) ? end + close.length() : none;
  }

  /** {@code %[n$|(name)][flags][width][.precision][length]conversion}. */
  private static int printf(String text, int at) {
    int i = at + 1;
    if (text.startsWith("(", i)) {
      int close = skip(text, i + 1, c -> Character.isLetterOrDigit(c) || c == '_');
      if (!text.startsWith(")", close)) {
        return at;
      }
      i = close + 1;
    }
    i = skip(text, i, c -> "-+#0123456789.$*".indexOf(c) >= 0);
    i = skip(text, i, c -> "hlqLzjt".indexOf(c) >= 0);
    boolean conversion = i < text.length() && "sdiuoxXfFeEgGaAcCpnr@".indexOf(text.charAt(i)) >= 0;
    boolean alone = i + 1 >= text.length() || !Character.isLetterOrDigit(text.charAt(i + 1));
    return conversion && alone ? i + 1 : at;
  }

  private static int tag(String text, int at) {
    int start = startOfTagName(text, at);
    int end = endOfTagName(text, at);
    boolean named = end > start && Character.isLetter(text.charAt(start));
    if (!named || end >= text.length() || " \t\n/>".indexOf(text.charAt(end)) < 0) {
      return at;
    }
    int close = skip(text, end, c -> c != '<' && c != '>');
    return text.startsWith(">", close) ? close + 1 : at;
  }

  private static int url(String text, int at) {
    int start = -1;
    for (String scheme : List.of("https://", "http://", "ftp://")) {
      start = text.startsWith(scheme, at) ? at + scheme.length() : start;
    }
    if (start < 0) {
      return at;
    }
    int end = start;
    while (end < text.length()
        && !Words.isSpace(text.charAt(end))
        && "<>\"'`\u00ab\u00bb\u201c\u201d\u201e".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    while (end > start && ".,;:!?)]".indexOf(text.charAt(end - 1)) >= 0) {
      end--; // belongs to the sentence
    }
    return end > start ? end : at;
  }

  private interface CharTest {
    boolean holds(char c);
  }

  private static int skip(String text, int from, CharTest test) {
    int end = from;
    while (end < text.length() && end - from < LONGEST && test.holds(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static int number(String text, int at) {
    int end = at;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
      boolean goesOn =
          end + 1 < text.length()
              && ".,'\u2019\u00a0\u202f\u2009".indexOf(text.charAt(end)) >= 0
              && Character.isDigit(text.charAt(end + 1));
      end += goesOn ? 1 : 0;
    }
    return end;
  }

  static String digits(String number) {
    StringBuilder digits = new StringBuilder();
    number.chars().filter(Character::isDigit).forEach(c -> digits.append(Character.digit(c, 10)));
    return digits.toString();
  }

  /** A tag by its name alone, as its attributes may be translated; others as they are. */
  private static String name(String placeholder) {
    return placeholder.startsWith("<")
        ? placeholder.substring(0, endOfTagName(placeholder, 0)) + ">"
        : placeholder;
  }

  private static int startOfTagName(String text, int at) {
    return text.startsWith("/", at + 1) ? at + 2 : at + 1;
  }

  private static int endOfTagName(String text, int at) {
    return skip(
        text, startOfTagName(text, at), c -> Character.isLetterOrDigit(c) || c == '-' || c == ':');
  }
}
