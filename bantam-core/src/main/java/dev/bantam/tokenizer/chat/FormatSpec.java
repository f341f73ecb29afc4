package dev.bantam.tokenizer.chat;

import java.util.Locale;

/** {@code [[fill]align][sign][#][0][width][,][.precision][type]} of Python's format strings. */
final class FormatSpec {
  private final String spec;
  private int at;
  private Text fill = Text.template(" ");
  private char align;
  private char sign = '-';
  private boolean alternate;
  private long width;
  private char grouping;
  private int precision = -1;
  private char type;

  private FormatSpec(String spec) {
    this.spec = spec;
    int first = spec.isEmpty() ? 0 : spec.offsetByCodePoints(0, 1);
    if (first < spec.length() && isAlign(spec.charAt(first))) {
      fill = Text.template(spec.substring(0, first));
      align = spec.charAt(first);
      at = first + 1;
    } else if (!spec.isEmpty() && isAlign(spec.charAt(0))) {
      align = spec.charAt(at++);
    }
    if (at < spec.length() && "+- ".indexOf(spec.charAt(at)) >= 0) {
      sign = spec.charAt(at++);
    }
    alternate = skip('#');
    if (at < spec.length() && spec.charAt(at) == '0' && align == 0) {
      fill = Text.template("0");
      align = '=';
    }
    width = number();
    if (at < spec.length() && (spec.charAt(at) == ',' || spec.charAt(at) == '_')) {
      grouping = spec.charAt(at++);
    }
    if (skip('.')) {
      int from = at;
      precision = (int) number();
      if (at == from) {
        throw new TemplateException("Format specifier missing precision");
      }
    }
    if (at < spec.length()) {
      type = spec.charAt(at++);
    }
    if (at < spec.length()) {
      throw new TemplateException("Invalid format specifier '" + spec + "'");
    }
  }

  private static boolean isAlign(char c) {
    return c == '<' || c == '>' || c == '^' || c == '=';
  }

  private boolean skip(char c) {
    if (at < spec.length() && spec.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private long number() {
    long number = 0;
    while (at < spec.length() && Chars.isDigit(spec.charAt(at))) {
      number = Math.min(number * 10 + (spec.charAt(at++) - '0'), Integer.MAX_VALUE);
    }
    return number;
  }

  static Text apply(Meter meter, Object value, String spec) {
    if (spec.isEmpty()) {
      return Printer.str(meter, value);
    }
    FormatSpec parsed = new FormatSpec(spec);
    if (value instanceof Text text) {
      return parsed.text(meter, text);
    }
    if (!Values.isNumber(value)) {
      throw new TemplateException(
          "unsupported format string passed to " + Values.typeName(value) + ".__format__");
    }
    if (value instanceof Boolean && parsed.type == 0) {
      return parsed.text(meter, Printer.str(meter, value));
    }
    return parsed.number(meter, value);
  }

  private Text text(Meter meter, Text text) {
    if (type != 0 && type != 's' || align == '=' || sign != '-' || alternate || grouping != 0) {
      throw new TemplateException("Invalid format specifier '" + spec + "' for a string");
    }
    Text shown =
        precision >= 0 && precision < text.length() ? text.slice(0, text.offset(precision)) : text;
    return pad(meter, "", shown, align == 0 ? '<' : align);
  }

  private Text number(Meter meter, Object value) {
    boolean negative;
    String magnitude;
    if (Values.isInteger(value) && "\0bcdoxXn".indexOf(type) >= 0) {
      if (precision >= 0) {
        throw new TemplateException("Precision not allowed in integer format specifier");
      }
      long number = Values.integer(value);
      negative = number < 0;
      magnitude = whole(number);
    } else {
      double number = Values.real(value);
      negative = number < 0 || number == 0 && 1 / number < 0;
      magnitude = real(number);
    }
    if (grouping != 0) {
      magnitude = NumberFormat.group(magnitude, grouping, "boxX".indexOf(type) >= 0 ? 4 : 3);
    }
    String prefix = negative ? "-" : sign == '-' ? "" : String.valueOf(sign);
    if (alternate && "boxX".indexOf(type) >= 0) {
      prefix += "0" + type;
    }
    return pad(meter, prefix, Text.template(magnitude), align == 0 ? '>' : align);
  }

  private String whole(long number) {
    String digits =
        switch (type) {
          case 'b' -> Long.toString(number, 2);
          case 'o' -> Long.toString(number, 8);
          case 'x' -> Long.toString(number, 16);
          case 'X' -> Long.toString(number, 16).toUpperCase(Locale.ROOT);
          case 'c' -> {
            if (number < 0 || number > Character.MAX_CODE_POINT) {
              throw new TemplateException("the number is no character");
            }
            yield Character.toString((int) number);
          }
          default -> Long.toString(number);
        };
    return digits.startsWith("-") ? digits.substring(1) : digits;
  }

  private String real(double number) {
    return switch (type) {
      case 0 -> {
        if (precision < 0) {
          yield Printer.real(Math.abs(number));
        }
        String general = NumberFormat.magnitude(number, 'g', precision);
        yield general.contains(".") || general.contains("e") || !Double.isFinite(number)
            ? general
            : general + ".0";
      }
      case 'f', 'F', 'e', 'E', 'g', 'G' ->
          NumberFormat.magnitude(number, type, precision < 0 ? 6 : precision);
      case 'n' -> NumberFormat.magnitude(number, 'g', precision < 0 ? 6 : precision);
      case '%' -> NumberFormat.magnitude(number * 100, 'f', precision < 0 ? 6 : precision) + "%";
      default -> throw new TemplateException("Unknown format code '" + type + "' for a number");
    };
  }

  private Text pad(Meter meter, String prefix, Text body, char how) {
    TextBuilder out = new TextBuilder(meter);
    long missing = Math.max(0, width - prefix.length() - body.length());
    long before =
        switch (how) {
          case '<', '=' -> 0;
          case '^' -> missing / 2;
          default -> missing;
        };
    out.repeat(fill, before).append(prefix);
    if (how == '=') {
      return out.repeat(fill, missing).append(body).text();
    }
    return out.append(body).repeat(fill, missing - before).text();
  }
}
