package dev.bantam.tasks.translate.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The characters of XML and HTML that are written as entities. Those of everyday punctuation are
 * read as what they are; all others are marks, which stay.
 */
final class Entities {
  private static final int LONGEST = 34;
  private static final Map<String, String> READ =
      Map.of(
          "&amp;", "&", "&lt;", "<", "&gt;", ">", "&quot;", "\"", "&apos;", "'", "&#39;", "'",
          "&#34;", "\"", "&#x27;", "'");

  private Entities() {}

  /**
   * Adds what a part of a file says to a text.
   *
   * @param raw as it stands in the file
   * @param text grows
   * @param marks of the text, grow by entities that stay
   */
  static void read(String raw, StringBuilder text, List<Mark> marks) {
    for (int i = 0; i < raw.length(); ) {
      int end = raw.charAt(i) == '&' ? end(raw, i) : i;
      if (end == i) {
        text.append(raw.charAt(i++));
        continue;
      }
      String entity = raw.substring(i, end);
      String read = READ.get(entity);
      if (read == null) {
        marks.add(new Mark(text.length(), text.length() + entity.length(), Mark.Kind.POINT));
      }
      text.append(read == null ? entity : read);
      i = end;
    }
  }

  /** After the entity that begins at an index; the index if none does. */
  private static int end(String raw, int at) {
    int i = at + 1;
    while (i < raw.length()
        && i - at < LONGEST
        && (Character.isLetterOrDigit(raw.charAt(i)) || raw.charAt(i) == '#')) {
      i++;
    }
    return i > at + 1 && raw.startsWith(";", i) ? i + 1 : at;
  }

  /** Text for between tags. */
  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** Text for an attribute between quotes of a kind. */
  static String escape(String text, char quote) {
    String escaped = escape(text);
    return quote == '"' ? escaped.replace("\"", "&quot;") : escaped.replace("'", "&#39;");
  }

  /** Marks of a text that is read alone. */
  static List<Mark> marks(String raw, StringBuilder text) {
    List<Mark> marks = new ArrayList<>();
    read(raw, text, marks);
    return marks;
  }
}
