package dev.bantam.tasks.translate.format;

import dev.bantam.tasks.translate.format.Mark.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.Range;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.select.NodeVisitor;

/**
 * HTML. A unit is the text between two tags that are not inline, with inline tags as marks; or an
 * attribute that people read. jsoup says where in the file everything stands.
 */
final class HtmlFile {
  private static final Set<String> INLINE =
      Set.of(
          "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "del", "dfn", "em",
          "font", "i", "img", "ins", "mark", "q", "s", "small", "span", "strike", "strong", "sub",
          "sup", "time", "tt", "u", "var", "wbr");

  /** Inline, and what is in it stays. */
  private static final Set<String> INLINE_KEPT = Set.of("code", "kbd", "samp");

  private static final Set<String> KEPT =
      Set.of(
          "script",
          "style",
          "pre",
          "textarea",
          "template",
          "svg",
          "math",
          "noscript",
          "iframe",
          "object");

  private static final Set<String> ATTRIBUTES =
      Set.of("alt", "title", "placeholder", "aria-label", "summary");

  /** A part of the file; what is neither text nor inline ends a unit. */
  private record Token(int start, int end, Type type) {}

  private enum Type {
    TEXT,
    OPEN,
    CLOSE,
    POINT,
    BREAK
  }

  private final String file;
  private final List<Token> tokens = new ArrayList<>();
  private final List<Unit> units = new ArrayList<>();

  private HtmlFile(String file) {
    this.file = file;
  }

  static TextFile read(String text) {
    Document document = Parser.htmlParser().setTrackPosition(true).parseInput(text, "");
    HtmlFile html = new HtmlFile(text);
    html.tokens(document);
    html.tokens.sort(Comparator.comparingInt(Token::start));
    html.runs();
    html.units.sort(Comparator.comparingInt(unit -> unit.edits().getFirst().start()));
    return TextFile.of(text, html.units);
  }

  private void tokens(Document document) {
    document.traverse(
        new NodeVisitor() {
          private int kept; // depth inside of what stays

          @Override
          public void head(Node node, int depth) {
            if (node instanceof Element element) {
              kept += isKept(element) ? 1 : 0;
              if (kept == 0) {
                attributes(element);
              }
              add(element.sourceRange(), kept > 0 ? keptType(element) : type(element, true));
            } else if (node instanceof TextNode && kept == 0) {
              add(node.sourceRange(), Type.TEXT);
            } else {
              add(node.sourceRange(), kept > 0 ? Type.POINT : Type.BREAK);
            }
          }

          @Override
          public void tail(Node node, int depth) {
            if (node instanceof Element element) {
              add(element.endSourceRange(), kept > 0 ? keptType(element) : type(element, false));
              kept -= isKept(element) ? 1 : 0;
            }
          }
        });
  }

  private static boolean isKept(Element element) {
    String name = element.normalName();
    return KEPT.contains(name)
        || INLINE_KEPT.contains(name)
        || element.attr("translate").equals("no");
  }

  /** Code in a sentence is a mark, and so is all in it. */
  private static Type keptType(Element element) {
    return KEPT.contains(element.normalName()) ? Type.BREAK : Type.POINT;
  }

  private static Type type(Element element, boolean opens) {
    String name = element.normalName();
    if (!INLINE.contains(name)) {
      return Type.BREAK;
    }
    return element.tag().isEmpty() ? Type.POINT : opens ? Type.OPEN : Type.CLOSE;
  }

  private void add(Range range, Type type) {
    if (range.isTracked() && range.endPos() > range.startPos()) {
      tokens.add(new Token(range.startPos(), range.endPos(), type));
    }
  }

  private void attributes(Element element) {
    for (Attribute attribute : element.attributes()) {
      Range range = attribute.sourceRange().valueRange();
      if (ATTRIBUTES.contains(attribute.getKey())
          && range.isTracked()
          && range.startPos() > 0
          && range.endPos() < file.length()) {
        attribute(range.startPos(), range.endPos());
      }
    }
  }

  /** Only between quotes can any text stand. */
  private void attribute(int start, int end) {
    char quote = file.charAt(start - 1);
    if ((quote == '"' || quote == '\'') && file.charAt(end) == quote) {
      StringBuilder text = new StringBuilder();
      List<Mark> marks = Entities.marks(file.substring(start, end), text);
      units.add(
          Unit.inPlace(
              file,
              start,
              end,
              text.toString(),
              marks,
              pieces -> Piece.write(pieces, free -> Entities.escape(free, quote))));
    }
  }

  /** Neighbouring texts and inline tags, without a gap. */
  private void runs() {
    List<Token> run = new ArrayList<>();
    int at = 0;
    for (Token token : tokens) {
      if (token.start < at) {
        continue; // what the parser moved or made of the same place
      }
      if (token.type == Type.BREAK || token.start > at) {
        end(run);
      }
      if (token.type != Type.BREAK) {
        run.add(token);
      }
      at = token.end;
    }
    end(run);
  }

  private void end(List<Token> run) {
    while (!run.isEmpty() && run.getFirst().type != Type.TEXT) {
      run.removeFirst();
    }
    while (!run.isEmpty() && run.getLast().type != Type.TEXT) {
      run.removeLast();
    }
    if (!run.isEmpty()) {
      units.add(unit(run));
    }
    run.clear();
  }

  private Unit unit(List<Token> run) {
    StringBuilder text = new StringBuilder();
    List<Mark> marks = new ArrayList<>();
    for (Token token : run) {
      String raw = file.substring(token.start, token.end);
      if (token.type == Type.TEXT) {
        Entities.read(raw, text, marks);
      } else {
        Kind kind = Kind.valueOf(token.type.name());
        marks.add(new Mark(text.length(), text.length() + raw.length(), kind));
        text.append(raw);
      }
    }
    return Unit.inPlace(
        file,
        run.getFirst().start,
        run.getLast().end,
        text.toString(),
        marks,
        pieces -> Piece.write(pieces, Entities::escape));
  }
}
