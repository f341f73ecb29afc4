package dev.bantam.tokenizer.chat;

import dev.bantam.format.Limits;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Values as text, as Python's {@code str} and {@code repr} write them. */
final class Printer {
  private Printer() {}

  static Text str(Meter meter, Object value) {
    return switch (value) {
      case Text text -> text;
      case Undefined _ -> Text.EMPTY;
      default -> repr(meter, value);
    };
  }

  /** If any string within is content, then so is the whole. */
  static Text repr(Meter meter, Object value) {
    TextBuilder out = new TextBuilder(meter);
    boolean content = repr(meter, value, out, 0);
    return Text.of(out.text().string(), content);
  }

  /** Writes plain text; the answer is whether any of it is content. */
  private static boolean repr(Meter meter, Object value, TextBuilder out, int depth) {
    if (depth > Limits.TEMPLATE_DEPTH) {
      throw new TemplateException("prints values nested deeper than " + Limits.TEMPLATE_DEPTH);
    }
    meter.step();
    switch (value) {
      case Text text -> {
        out.append(text.isMarkup() ? "Markup(" : "");
        quote(text.string(), out);
        out.append(text.isMarkup() ? ")" : "");
        return text.hasContent();
      }
      case Sequence sequence -> {
        return sequence(meter, sequence, out, depth);
      }
      case Dict dict -> {
        return entries(meter, dict.entries(), out, depth);
      }
      case Namespace namespace -> {
        out.append("<Namespace ");
        boolean content = entries(meter, namespace.attributes(), out, depth);
        out.append('>');
        return content;
      }
      case Macro macro -> {
        out.append("<Macro ");
        quote(macro.name(), out);
        out.append('>');
      }
      case Loop loop -> out.append("<LoopContext " + loop.index() + "/" + loop.length() + ">");
      default -> out.append(scalar(value));
    }
    return false;
  }

  private static String scalar(Object value) {
    return switch (value) {
      case None _ -> "None";
      case Boolean truth -> truth ? "True" : "False";
      case Long number -> number.toString();
      case Double number -> real(number);
      case Undefined _ -> "Undefined";
      default -> "<" + Values.typeName(value) + ">";
    };
  }

  private static boolean sequence(Meter meter, Sequence sequence, TextBuilder out, int depth) {
    String open;
    String close;
    switch (sequence.kind()) {
      case LIST -> {
        open = "[";
        close = "]";
      }
      case TUPLE, GROUP -> {
        open = "(";
        close = sequence.size() == 1 ? ",)" : ")";
      }
      case RANGE -> {
        out.append(range(sequence.items()));
        return false;
      }
      default -> {
        open = sequence.kind().typeName + "([";
        close = "])";
      }
    }
    boolean content = false;
    out.append(open);
    String separator = "";
    for (Object item : sequence.items()) {
      out.append(separator);
      content |= repr(meter, item, out, depth + 1);
      separator = ", ";
    }
    out.append(close);
    return content;
  }

  private static String range(List<Object> items) {
    if (items.isEmpty()) {
      return "range(0, 0)";
    }
    long first = Values.integer(items.getFirst());
    long step = items.size() > 1 ? Values.integer(items.get(1)) - first : 1;
    long end = Values.integer(items.getLast()) + step;
    return "range(" + first + ", " + end + (step == 1 ? ")" : ", " + step + ")");
  }

  private static boolean entries(
      Meter meter, Map<Object, Object> entries, TextBuilder out, int depth) {
    boolean content = false;
    out.append('{');
    Iterator<Map.Entry<Object, Object>> rest = entries.entrySet().iterator();
    while (rest.hasNext()) {
      Map.Entry<Object, Object> entry = rest.next();
      content |= repr(meter, entry.getKey(), out, depth + 1);
      out.append(": ");
      content |= repr(meter, entry.getValue(), out, depth + 1);
      if (rest.hasNext()) {
        out.append(", ");
      }
    }
    out.append('}');
    return content;
  }

  private static void quote(String string, TextBuilder out) {
    char quote = string.indexOf('\'') >= 0 && string.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder quoted = new StringBuilder().append(quote);
    string
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\\' -> quoted.append("\\\\");
                default -> {
                  if (c == quote) {
                    quoted.append('\\').append(quote);
                  } else if (isPrintable(c)) {
                    quoted.appendCodePoint(c);
                  } else {
                    quoted.append(
                        String.format(c < 256 ? "\\x%02x" : c < 65536 ? "\\u%04x" : "\\U%08x", c));
                  }
                }
              }
            });
    out.append(quoted.append(quote).toString());
  }

  static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }

  /** The shortest digits that read back as the same number, in Python's layout. */
  static String real(double number) {
    if (Double.isNaN(number)) {
      return "nan";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    if (number == 0) {
      return 1 / number < 0 ? "-0.0" : "0.0";
    }
    BigDecimal decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = decimal.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    return scientific(decimal, exponent);
  }

  private static String scientific(BigDecimal decimal, int exponent) {
    String digits = decimal.unscaledValue().abs().toString();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    String size = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : "" + Math.abs(exponent);
    return (decimal.signum() < 0 ? "-" : "")
        + digits.charAt(0)
        + fraction
        + "e"
        + (exponent < 0 ? "-" : "+")
        + size;
  }
}
