package dev.bantam.tokenizer.chat;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code "..." % values}: Python's printf-style formatting. */
final class PercentFormat {
  private final Rendering rendering;
  private final Text format;
  private final List<Object> values;
  private final @Nullable Dict names;

  /** Whether Python takes the argument for a mapping, of which not every item need be used. */
  private final boolean indexable;

  private final TextBuilder out;
  private int at;
  private int used;

  private PercentFormat(Rendering rendering, Text format, Object argument) {
    this.rendering = rendering;
    this.format = format;
    this.values =
        argument instanceof Sequence tuple && tuple.kind() == Sequence.Kind.TUPLE
            ? tuple.items()
            : List.of(argument);
    this.indexable =
        argument instanceof Undefined
            || argument instanceof Sequence list && list.kind() != Sequence.Kind.TUPLE;
    this.names = argument instanceof Dict dict ? dict : null;
    this.out = rendering.builder();
  }

  static Text format(Rendering rendering, Text format, Object argument) {
    return new PercentFormat(rendering, format, argument).run();
  }

  private Text run() {
    String text = format.string();
    int from = 0;
    for (at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at)) {
      out.append(format, from, at);
      at++;
      directive();
      from = at;
    }
    out.append(format, from, text.length());
    boolean mapping = names != null || indexable;
    if (used < values.size() && !mapping) {
      throw new TemplateException("not all arguments converted during string formatting");
    }
    return out.text().asMarkup(format.isMarkup());
  }

  private char peek() {
    if (at >= format.chars()) {
      throw new TemplateException("incomplete format");
    }
    return format.string().charAt(at);
  }

  private Object value() {
    if (used >= values.size()) {
      throw new TemplateException("not enough arguments for format string");
    }
    return values.get(used++);
  }

  private Object named() {
    int end = format.string().indexOf(')', at);
    if (end < 0) {
      throw new TemplateException("incomplete format key");
    }
    if (names == null) {
      throw new TemplateException("format requires a mapping");
    }
    String key = format.string().substring(at, end);
    Object value = names.get(key);
    if (value == null) {
      throw new TemplateException("no key '" + key + "' to format with");
    }
    at = end + 1;
    return value;
  }

  private void directive() {
    Object value = null;
    if (peek() == '(') {
      at++;
      value = named();
    }
    String flags = "";
    while ("#0- +".indexOf(peek()) >= 0) {
      flags += format.string().charAt(at++);
    }
    int width = number(0);
    if (width < 0) {
      flags += '-';
      width = -width;
    }
    int precision = -1;
    if (peek() == '.') {
      at++;
      precision = Math.max(0, number(0));
    }
    while ("hlL".indexOf(peek()) >= 0) {
      at++;
    }
    char type = peek();
    at++;
    if (type == '%') {
      out.append("%");
      return;
    }
    Text shown = shown(type, value == null ? value() : value, precision, flags);
    pad(shown, width, flags, type);
  }

  private int number(int otherwise) {
    if (peek() == '*') {
      at++;
      return Values.clamped(value());
    }
    long number = otherwise;
    while (Chars.isDigit(peek())) {
      number = Math.min(number * 10 + (peek() - '0'), Integer.MAX_VALUE);
      at++;
    }
    return (int) number;
  }

  private Text shown(char type, Object value, int precision, String flags) {
    return switch (type) {
      case 's', 'r', 'a' -> {
        Text text =
            type == 's'
                ? Printer.str(rendering.meter(), value)
                : Printer.repr(rendering.meter(), value);
        if (format.isMarkup() && !text.isMarkup()) {
          text = Markup.escape(rendering.meter(), text);
        }
        yield precision >= 0 && precision < text.length()
            ? text.slice(0, text.offset(precision))
            : text;
      }
      case 'c' -> character(value);
      case 'd', 'i', 'u' -> whole(number(type, value), 10, "", precision, flags, false);
      case 'x' -> whole(Values.integer(value), 16, "0x", precision, flags, false);
      case 'X' -> whole(Values.integer(value), 16, "0X", precision, flags, true);
      case 'o' -> whole(Values.integer(value), 8, "0o", precision, flags, false);
      case 'f', 'F', 'e', 'E', 'g', 'G' -> {
        number(type, value);
        double number = Values.real(value);
        boolean negative = number < 0 || number == 0 && 1 / number < 0;
        yield Text.template(
            sign(negative, flags)
                + NumberFormat.magnitude(number, type, precision < 0 ? 6 : precision));
      }
      default -> throw new TemplateException("unsupported format character '" + type + "'");
    };
  }

  private static long number(char type, Object value) {
    if (!Values.isNumber(value)) {
      throw new TemplateException(
          "%" + type + " format: a real number is required, not " + Values.typeName(value));
    }
    return value instanceof Double number ? number.longValue() : Values.integer(value);
  }

  private static Text character(Object value) {
    if (value instanceof Text text && text.length() == 1) {
      return text;
    }
    long code = value instanceof Text ? -1 : Values.integer(value);
    if (code < 0 || code > Character.MAX_CODE_POINT) {
      throw new TemplateException("the format c requires int or char");
    }
    return Text.template(Character.toString((int) code));
  }

  private static Text whole(
      long value, int radix, String prefix, int precision, String flags, boolean upper) {
    String digits = Long.toString(value, radix);
    digits = digits.startsWith("-") ? digits.substring(1) : digits;
    if (precision > NumberFormat.PRECISION) {
      throw new TemplateException("precision is over " + NumberFormat.PRECISION);
    }
    digits = "0".repeat(Math.max(0, precision - digits.length())) + digits;
    digits = upper ? digits.toUpperCase(Locale.ROOT) : digits;
    return Text.template(sign(value < 0, flags) + (flags.contains("#") ? prefix : "") + digits);
  }

  private static String sign(boolean negative, String flags) {
    return negative ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
  }

  private void pad(Text text, int width, String flags, char type) {
    long missing = (long) width - text.length();
    Text space = Text.template(" ");
    if (flags.contains("-")) {
      out.append(text).repeat(space, missing);
    } else if (flags.contains("0") && "diuxXofFeEgG".indexOf(type) >= 0) {
      int sign = text.chars() > 0 && "+- ".indexOf(text.string().charAt(0)) >= 0 ? 1 : 0;
      out.append(text, 0, sign).repeat(Text.template("0"), missing);
      out.append(text, sign, text.chars());
    } else {
      out.repeat(space, missing).append(text);
    }
  }
}
