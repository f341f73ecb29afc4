package dev.bantam.tasks.translate.format;

import dev.bantam.format.MalformedFileException;
import dev.bantam.tasks.translate.format.PoEntry.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the entries of a PO file with their places. Obsolete ones ({@code #~}) are comments. */
final class PoParser {
  private final String name;
  private final String file;
  private final List<PoEntry> entries = new ArrayList<>();

  // The entry that is being read.
  private int start = -1;
  private int flags = -1;
  private boolean fuzzy;
  private @Nullable Field context;
  private @Nullable Field id;
  private @Nullable Field plural;
  private List<Field> strings = new ArrayList<>();

  // The keyword that is being read.
  private String keyword = "";
  private int keywordStart;
  private int keywordEnd;
  private String newline = "\n";
  private final StringBuilder text = new StringBuilder();

  PoParser(String name, String file) {
    this.name = name;
    this.file = file;
  }

  List<PoEntry> entries() throws MalformedFileException {
    int at = file.startsWith("\uFEFF") ? 1 : 0;
    while (at < file.length()) {
      int lineEnd = file.indexOf('\n', at);
      int next = lineEnd < 0 ? file.length() : lineEnd + 1;
      line(at, next);
      at = next;
    }
    endEntry(file.length());
    if (entries.isEmpty() && !file.isBlank()) {
      throw new MalformedFileException(name, 0, "has no messages (msgid)");
    }
    return entries;
  }

  private void line(int at, int next) throws MalformedFileException {
    String line = file.substring(at, next).strip();
    if (line.startsWith("\"")) {
      if (keyword.isEmpty()) {
        throw new MalformedFileException(name, at, "has a string that belongs to no keyword");
      }
      unquote(line, at);
      keywordEnd = next;
      newline = newline(at, next);
    } else if (line.isEmpty()) {
      endField();
    } else if (line.startsWith("#")) {
      comment(line, at);
    } else {
      int space = line.indexOf('"');
      if (space < 0) {
        throw new MalformedFileException(
            name, at, "has a line that is no part of a PO file: " + shown(line));
      }
      keyword(line.substring(0, space).strip(), at);
      unquote(line.substring(space), at);
      keywordEnd = next;
      newline = newline(at, next);
    }
  }

  private String newline(int at, int next) {
    return next - 2 >= at && file.startsWith("\r\n", next - 2) ? "\r\n" : "\n";
  }

  private static String shown(String line) {
    return line.length() <= 40 ? line : line.substring(0, 40) + "...";
  }

  /** A comment after a translation belongs to the next entry. */
  private void comment(String line, int at) throws MalformedFileException {
    endField();
    if (!strings.isEmpty()) {
      endEntry(at);
    }
    if (line.startsWith("#,")) {
      flags = flags < 0 ? at : flags;
      for (String flag : line.substring(2).split(",", -1)) {
        fuzzy |= flag.strip().equals("fuzzy");
      }
    } else if (line.startsWith("#|") && start < 0) {
      start = at;
    }
  }

  private void keyword(String word, int at) throws MalformedFileException {
    endField();
    if ((word.equals("msgctxt") || word.equals("msgid")) && !strings.isEmpty()) {
      endEntry(at);
    }
    start = start < 0 ? at : start;
    keyword = word;
    keywordStart = at;
  }

  private void endField() throws MalformedFileException {
    if (keyword.isEmpty()) {
      return;
    }
    Field field = new Field(keyword, keywordStart, keywordEnd, text.toString(), newline);
    switch (keyword) {
      case "msgctxt" -> context = field;
      case "msgid" -> id = field;
      case "msgid_plural" -> plural = field;
      default -> {
        if (!keyword.startsWith("msgstr")) {
          throw new MalformedFileException(
              name, keywordStart, "has an unknown keyword: " + shown(keyword));
        }
        strings.add(field);
      }
    }
    keyword = "";
    text.setLength(0);
  }

  private void endEntry(int at) throws MalformedFileException {
    endField();
    if (id != null && !strings.isEmpty()) {
      entries.add(new PoEntry(start, flags, fuzzy, context, id, plural, strings));
    } else if (id != null || !strings.isEmpty()) {
      throw new MalformedFileException(
          name, at, "has a message without msgid or msgstr before here");
    }
    start = -1;
    flags = -1;
    fuzzy = false;
    context = null;
    id = null;
    plural = null;
    strings = new ArrayList<>();
  }

  private void unquote(String quoted, int at) throws MalformedFileException {
    if (quoted.length() < 2 || !quoted.endsWith("\"")) {
      throw new MalformedFileException(name, at, "has a string without an end");
    }
    int end = quoted.length() - 1;
    int i = 0;
    while (++i < end) {
      char c = quoted.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      i++;
      char escaped = i < end ? quoted.charAt(i) : 0;
      switch (escaped) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 'r' -> text.append('\r');
        case 'a' -> text.append('\u0007');
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'v' -> text.append('\u000b');
        case '"', '\\' -> text.append(escaped);
        default -> i = octalOrHex(quoted, i, end, at);
      }
    }
  }

  /** Codes as in C; returns the index of their last character. */
  private int octalOrHex(String quoted, int from, int end, int at) throws MalformedFileException {
    boolean hex = quoted.charAt(from) == 'x';
    int radix = hex ? 16 : 8;
    int i = hex ? from + 1 : from;
    int value = 0;
    int digits = 0;
    while (i < end && digits < (hex ? 2 : 3) && Character.digit(quoted.charAt(i), radix) >= 0) {
      value = value * radix + Character.digit(quoted.charAt(i), radix);
      digits++;
      i++;
    }
    if (digits == 0) {
      throw new MalformedFileException(name, at, "has an unknown escape in a string");
    }
    text.append((char) value);
    return i - 1;
  }

  /** Text as a string of a PO file: on lines of its own if it has several. */
  static String quote(String text, String newline) {
    int end = text.indexOf('\n');
    if (end < 0 || end == text.length() - 1) {
      return '"' + escape(text) + '"';
    }
    StringBuilder quoted = new StringBuilder("\"\"");
    for (int at = 0; at < text.length(); ) {
      int lineEnd = text.indexOf('\n', at);
      int next = lineEnd < 0 ? text.length() : lineEnd + 1;
      quoted.append(newline);
      quoted.append('"').append(escape(text.substring(at, next))).append('"');
      at = next;
    }
    return quoted.toString();
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> escaped.append("\\n");
                case '\t' -> escaped.append("\\t");
                case '\r' -> escaped.append("\\r");
                case '"' -> escaped.append("\\\"");
                case '\\' -> escaped.append("\\\\");
                case 0x07 -> escaped.append("\\a");
                case '\b' -> escaped.append("\\b");
                case '\f' -> escaped.append("\\f");
                case 0x0b -> escaped.append("\\v");
                default -> escaped.append((char) c);
              }
            });
    return escaped.toString();
  }
}
