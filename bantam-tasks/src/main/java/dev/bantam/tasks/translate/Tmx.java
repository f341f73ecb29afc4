package dev.bantam.tasks.translate;

import dev.bantam.format.AtomicFile;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Utf8;
import dev.bantam.tasks.translate.format.Xml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Translation memories as files: TMX 1.4b (LISA, 2005). Inline tags are read as the marks that
 * models see, {@code <1>} and {@code </1>}, and written so.
 */
public final class Tmx {
  private static final long MAX_BYTES = 256L << 20;

  private Tmx() {}

  /**
   * Reads the sentences that a file has in two languages.
   *
   * @throws MalformedFileException if it is no TMX, or too large
   */
  public static TranslationMemory read(Path file, String from, String to) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new MalformedFileException(file, -1, "is larger than 256 MiB; split it");
    }
    return read(file.toString(), Utf8.decode(file, Files.readAllBytes(file)), from, to);
  }

  static TranslationMemory read(String name, String text, String from, String to)
      throws MalformedFileException {
    TranslationMemory memory = new TranslationMemory();
    Xml.parse(name, text, new Reader(memory, language(from), language(to)));
    return memory;
  }

  private static String language(String code) {
    return Locale.forLanguageTag(code.replace('_', '-')).getLanguage();
  }

  /**
   * Adds to a file what it does not have in these languages; all else in it stays as it is.
   *
   * @throws MalformedFileException if it is there and no TMX
   */
  public static void append(Path file, TranslationMemory memory, String from, String to)
      throws IOException {
    AtomicFile.write(file, appended(file, memory, from, to).getBytes(StandardCharsets.UTF_8));
  }

  private static String appended(Path file, TranslationMemory memory, String from, String to)
      throws IOException {
    if (!Files.exists(file)) {
      return write(memory, from, to);
    }
    TranslationMemory known = read(file, from, to);
    String text = Utf8.decode(file, Files.readAllBytes(file));
    int end = text.lastIndexOf("</body>");
    if (end < 0) {
      throw new MalformedFileException(file, -1, "is no TMX that can be added to: no </body>");
    }
    StringBuilder more = new StringBuilder();
    memory
        .sentences()
        .forEach(
            (source, target) ->
                more.append(known.exact(source).isEmpty() ? unit(from, source, to, target) : ""));
    return text.substring(0, end) + more + text.substring(end);
  }

  static String write(TranslationMemory memory, String from, String to) {
    StringBuilder tmx =
        new StringBuilder(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <tmx version="1.4">
              <header creationtool="bantam" creationtoolversion="1" segtype="sentence" \
            o-tmf="bantam" adminlang="en" srclang="%s" datatype="plaintext"/>
              <body>
            """
                .formatted(from));
    memory.sentences().forEach((source, target) -> tmx.append(unit(from, source, to, target)));
    return tmx.append("  </body>\n</tmx>\n").toString();
  }

  private static String unit(String from, String source, String to, String target) {
    return "    <tu>\n" + variant(from, source) + variant(to, target) + "    </tu>\n";
  }

  private static String variant(String language, String text) {
    return "      <tuv xml:lang=\"%s\"><seg>%s</seg></tuv>\n".formatted(language, segment(text));
  }

  /** Marks as TMX has them; characters that XML cannot hold are left out. */
  private static String segment(String text) {
    StringBuilder segment = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int end = c == '<' ? mark(text, i) : i;
      if (end > i) {
        String mark = text.substring(i, end);
        String number = mark.replace("<", "").replace(">", "").replace("/", "");
        segment.append(
            mark.startsWith("</")
                ? "<ept i=\"%s\"/>".formatted(number)
                : mark.endsWith("/>")
                    ? "<ph x=\"%s\"/>".formatted(number)
                    : "<bpt i=\"%s\"/>".formatted(number));
        i = end;
        continue;
      }
      switch (c) {
        case '<' -> segment.append("&lt;");
        case '>' -> segment.append("&gt;");
        case '&' -> segment.append("&amp;");
        case '\r' -> segment.append("&#13;");
        default -> {
          boolean allowed = c >= ' ' ? c != 0xfffe && c != 0xffff : c == '\t' || c == '\n';
          segment.append(allowed && !isHalf(c) ? Character.toString(c) : "");
        }
      }
      i += Character.charCount(c);
    }
    return segment.toString();
  }

  private static boolean isHalf(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  /** After the mark at an index; the index if there is none. */
  private static int mark(String text, int at) {
    int i = text.startsWith("</", at) ? at + 2 : at + 1;
    int digits = i;
    while (i < text.length() && Character.isDigit(text.charAt(i))) {
      i++;
    }
    if (i == digits) {
      return at;
    }
    i += text.startsWith("/>", i) ? 1 : 0;
    return text.startsWith(">", i) ? i + 1 : at;
  }

  private static final class Reader extends DefaultHandler {
    private final TranslationMemory memory;
    private final String from;
    private final String to;
    private final Map<String, String> unit = new HashMap<>();
    private final StringBuilder text = new StringBuilder();
    private String language = "";
    private boolean root;
    private boolean inSegment;
    private int inCode;
    private int points;

    Reader(TranslationMemory memory, String from, String to) {
      this.memory = memory;
      this.from = from;
      this.to = to;
    }

    @Override
    public void startElement(String uri, String local, String name, Attributes attributes)
        throws SAXException {
      if (!root && !name.equals("tmx")) {
        throw new SAXException("is no TMX: begins with element " + name);
      }
      root = true;
      switch (name) {
        case "tu" -> unit.clear();
        case "tuv" -> {
          String code = attributes.getValue("xml:lang");
          language = language(code == null ? value(attributes, "lang", "") : code);
        }
        case "seg" -> {
          inSegment = true;
          text.setLength(0);
          points = 0;
        }
        case "bpt" -> code("<" + value(attributes, "i", "1") + ">");
        case "ept" -> code("</" + value(attributes, "i", "1") + ">");
        case "ph", "it" -> code("<" + value(attributes, "x", String.valueOf(++points)) + "/>");
        default -> {}
      }
    }

    private static String value(Attributes attributes, String name, String fallback) {
      String value = attributes.getValue(name);
      return value == null ? fallback : value;
    }

    private void code(String mark) {
      if (inSegment && inCode == 0) {
        text.append(mark);
      }
      inCode++;
    }

    @Override
    public void characters(char[] characters, int start, int length) {
      if (inSegment && inCode == 0) {
        text.append(characters, start, length);
      }
    }

    @Override
    public void endElement(String uri, String local, String name) {
      switch (name) {
        case "bpt", "ept", "ph", "it" -> inCode--;
        case "seg" -> {
          inSegment = false;
          unit.putIfAbsent(language, text.toString().strip());
        }
        case "tu" -> memory.add(unit.getOrDefault(from, ""), unit.getOrDefault(to, ""));
        default -> {}
      }
    }
  }
}
