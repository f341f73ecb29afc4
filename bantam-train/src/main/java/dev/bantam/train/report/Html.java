package dev.bantam.train.report;

import java.util.Map;

/** Pieces of HTML. */
final class Html {
  private Html() {}

  /** Text as it may stand in an element or an attribute. */
  static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  /** A table of names and values. */
  static String table(Map<String, String> rows) {
    StringBuilder out = new StringBuilder("<table>");
    rows.forEach(
        (name, value) ->
            out.append("<tr><th>%s</th><td>%s</td></tr>".formatted(escaped(name), escaped(value))));
    return out.append("</table>\n").toString();
  }
}
