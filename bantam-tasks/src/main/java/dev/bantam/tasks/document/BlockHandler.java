package dev.bantam.tasks.document;

import dev.bantam.tasks.document.Block.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Makes blocks of the XHTML that Tika's parsers tell: headings, paragraphs, items of lists, rows of
 * tables, code; pages of PDF files and slides count as pages.
 */
final class BlockHandler extends DefaultHandler {
  /** Elements whose text is none that a reader sees, or is on every page of a site. */
  private static final Set<String> SKIPPED =
      Set.of(
          "head",
          "script",
          "style",
          "noscript",
          "template",
          "nav",
          "footer",
          "svg",
          "button",
          "select");

  /** Elements inside a line of text: all others part it. */
  private static final Set<String> INLINE =
      Set.of(
          "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
          "i", "img", "ins", "kbd", "label", "mark", "meter", "q", "s", "samp", "small", "span",
          "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr");

  /** The end of a cell; parsers put tabs between elements. */
  private static final String CELL = "\u001f";

  private final List<Block> blocks = new ArrayList<>();
  private final List<Block> outline = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private volatile boolean stopped;
  private Kind kind = Kind.PARAGRAPH;
  private int level;
  private int page;
  private int pageDepth;
  private int depth;
  private int skipped;
  private int row;
  private int code;
  private int lists;
  private long chars;

  /** The blocks that were made since they were last taken. */
  List<Block> taken() {
    flush();
    List<Block> taken = List.copyOf(blocks);
    blocks.clear();
    return taken;
  }

  /** Headings with their levels as a PDF file lists them beside its text, whose lines are kept. */
  List<Block> outline() {
    return outline;
  }

  /** Ends the parsing from another thread. */
  void stop() {
    stopped = true;
  }

  @Override
  public void startElement(String uri, String local, String qualified, Attributes attributes)
      throws Parsing.Refused {
    depth++;
    if (depth > DocumentLimits.DEPTH) {
      throw new Parsing.Refused("is nested too deeply");
    }
    String name = local.toLowerCase(Locale.ROOT);
    if (skipped > 0 || SKIPPED.contains(name) || isFurniture(attributes.getValue("role"))) {
      skipped++;
      return;
    }
    if (name.equals("br")) {
      text.append(code > 0 ? '\n' : ' ');
      return;
    }
    if (INLINE.contains(name)) {
      return;
    }
    String style = attributes.getValue("class");
    start(name, style == null ? "" : style);
  }

  /** What ARIA calls the parts of a page that are not what it says. */
  private static boolean isFurniture(@Nullable String role) {
    return role != null && Set.of("navigation", "search", "contentinfo").contains(role);
  }

  private void start(String name, String style) {
    int heading = headingLevel(name);
    if (heading > 0) {
      begin(Kind.HEADING, heading);
    } else if (row > 0) {
      text.append(' ');
      row += name.equals("table") || name.equals("tr") ? 1 : 0;
    } else {
      switch (name) {
        case "tr" -> {
          begin(Kind.ROW, 0);
          row = 1;
        }
        case "pre" -> {
          begin(Kind.CODE, 0);
          code++;
        }
        case "ul", "ol" -> {
          lists++;
          begin(Kind.PARAGRAPH, 0);
        }
        case "li", "dd" -> begin(Kind.ITEM, 0);
        case "p" -> paragraph(style);
        case "div" -> {
          begin(Kind.PARAGRAPH, 0);
          page += style.equals("page") || style.equals("slide-content") ? 1 : 0;
          pageDepth = style.equals("page") ? depth : pageDepth;
        }
        default -> begin(Kind.PARAGRAPH, 0);
      }
    }
  }

  /** A paragraph, which may be the first of an item, or be called a list's in Word. */
  private void paragraph(String style) {
    boolean first = kind == Kind.ITEM && text.isEmpty();
    boolean listed = style.toLowerCase(Locale.ROOT).startsWith("list");
    if (!first) {
      begin(listed ? Kind.ITEM : Kind.PARAGRAPH, 0);
    }
  }

  private static int headingLevel(String name) {
    boolean heading = name.length() == 2 && name.charAt(0) == 'h' && name.charAt(1) > '0';
    return heading && name.charAt(1) <= '6' ? name.charAt(1) - '0' : 0;
  }

  @Override
  public void endElement(String uri, String local, String qualified) {
    depth--;
    if (skipped > 0) {
      skipped--;
      return;
    }
    String name = local.toLowerCase(Locale.ROOT);
    if (INLINE.contains(name) || name.equals("br")) {
      return;
    }
    if (row > 0) {
      endInRow(name);
      return;
    }
    switch (name) {
      case "pre" -> {
        flush();
        code = Math.max(0, code - 1);
      }
      case "ul", "ol" -> {
        flush();
        lists = Math.max(0, lists - 1);
      }
      case "div" -> {
        flush();
        pageDepth = depth < pageDepth ? 0 : pageDepth;
      }
      default -> flush();
    }
  }

  private void endInRow(String name) {
    switch (name) {
      case "td", "th" -> text.append(CELL);
      case "tr", "table" -> {
        row--;
        if (row == 0) {
          flush();
        }
      }
      default -> {
        if (headingLevel(name) > 0) {
          begin(Kind.ROW, 0);
        } else {
          text.append(' ');
        }
      }
    }
  }

  @Override
  public void characters(char[] ch, int start, int length) throws Parsing.Refused {
    if (stopped) {
      throw new Parsing.Refused("is not read to its end");
    }
    if (skipped > 0) {
      return;
    }
    chars += length;
    if (chars > DocumentLimits.CHARS) {
      throw new Parsing.Refused(Encoding.tooMuchText());
    }
    text.append(ch, start, length);
  }

  @Override
  public void ignorableWhitespace(char[] ch, int start, int length) throws Parsing.Refused {
    characters(ch, start, length);
  }

  private void begin(Kind next, int nextLevel) {
    flush();
    kind = next;
    level = nextLevel;
  }

  private void flush() {
    String said =
        switch (kind) {
          case CODE -> Lines.trimmed(text);
          case ROW -> cells();
          case HEADING -> withoutSign(Lines.collapsed(text));
          default -> pageDepth > 0 ? text.toString().strip() : Lines.collapsed(text);
        };
    if (!said.isEmpty() && kind == Kind.ITEM && page > 0 && pageDepth == 0) {
      outline.add(new Block(Kind.HEADING, lists, page, said));
    } else if (!said.isEmpty()) {
      blocks.add(new Block(kind, level, page, said));
    }
    text.setLength(0);
    kind = Kind.PARAGRAPH;
    level = 0;
  }

  /** Without the sign that Sphinx's pages link a heading to itself with. */
  private static String withoutSign(String heading) {
    return heading.endsWith("¶") ? heading.substring(0, heading.length() - 1) : heading;
  }

  private String cells() {
    List<String> cells = new ArrayList<>();
    boolean any = false;
    for (String cell : text.toString().split(CELL, -1)) {
      cells.add(Lines.collapsed(cell));
      any |= !cells.getLast().isEmpty();
    }
    if (!any) {
      return "";
    }
    int last = cells.size() - 1;
    return String.join("\t", cells.getLast().isEmpty() ? cells.subList(0, last) : cells);
  }
}
