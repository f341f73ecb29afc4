package dev.bantam.tasks.translate.format;

import dev.bantam.format.MalformedFileException;
import dev.bantam.tasks.translate.format.FileFormat.Options;
import dev.bantam.tasks.translate.format.Mark.Kind;
import dev.bantam.tasks.translate.format.Unit.Edit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.CDataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.Range;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * XLIFF 1.2 ({@code trans-unit}) and 2.0 ({@code segment}): a source without a target, or with an
 * empty one, is a unit. Source: OASIS, XLIFF 1.2 and 2.0.
 */
final class XliffFile {
  /** Inline, with text in them that people read. */
  private static final Set<String> SPANS = Set.of("g", "pc", "mrk");

  private final String file;
  private final List<Unit> units = new ArrayList<>();
  private final Map<String, String> done = new LinkedHashMap<>();

  private XliffFile(String file) {
    this.file = file;
  }

  static TextFile read(String name, String text, Options options) throws MalformedFileException {
    Xml.check(name, text);
    Document document = Parser.xmlParser().setTrackPosition(true).parseInput(text, "");
    if (document.getElementsByTag("xliff").isEmpty()) {
      throw new MalformedFileException(name, 0, "has no element xliff");
    }
    XliffFile xliff = new XliffFile(text);
    for (Element parent : document.select("trans-unit, segment")) {
      xliff.segment(parent);
    }
    return new TextFile(text, xliff.units, xliff.done, List.of());
  }

  private static @Nullable Element child(Element parent, String name) {
    return parent.children().stream()
        .filter(child -> child.tagName().equals(name))
        .findFirst()
        .orElse(null);
  }

  private void segment(Element parent) {
    Element source = child(parent, "source");
    boolean stays =
        parent.parents().stream().anyMatch(above -> above.attr("translate").equals("no"))
            || parent.attr("translate").equals("no");
    if (source == null || stays || !source.sourceRange().isTracked()) {
      return;
    }
    Element target = child(parent, "target");
    if (target != null && !target.wholeText().isBlank()) {
      done.putIfAbsent(source.wholeText(), target.wholeText());
      return;
    }
    StringBuilder text = new StringBuilder();
    List<Mark> marks = new ArrayList<>();
    source.childNodes().forEach(node -> inline(node, text, marks));
    if (text.toString().isBlank()) {
      return;
    }
    int end = source.endSourceRange().endPos();
    if (target == null) {
      String indentation = indentation(source.sourceRange().startPos());
      add(text, marks, new Edit(end, end, pieces -> indentation + target("", pieces)));
    } else {
      Range tag = target.sourceRange();
      String attributes =
          withoutSlash(file.substring(tag.startPos() + "<target".length(), tag.endPos() - 1));
      int targetEnd = Math.max(tag.endPos(), target.endSourceRange().endPos());
      add(text, marks, new Edit(tag.startPos(), targetEnd, pieces -> target(attributes, pieces)));
    }
  }

  private void add(StringBuilder text, List<Mark> marks, Edit edit) {
    units.add(new Unit(text.toString(), marks, List.of(edit)));
  }

  private static String target(String attributes, List<Piece> pieces) {
    return "<target%s>%s</target>".formatted(attributes, Piece.write(pieces, Entities::escape));
  }

  /** The line break and spaces before a place. */
  private String indentation(int at) {
    int start = at;
    while (start > 0 && Character.isWhitespace(file.charAt(start - 1))) {
      start--;
    }
    return file.substring(start, at);
  }

  private void inline(Node node, StringBuilder text, List<Mark> marks) {
    switch (node) {
      case CDataNode data -> text.append(data.text());
      case TextNode plain -> Entities.read(raw(plain.sourceRange()), text, marks);
      case Element element when SPANS.contains(element.tagName()) -> {
        mark(raw(element.sourceRange()), Kind.OPEN, text, marks);
        element.childNodes().forEach(child -> inline(child, text, marks));
        mark(raw(element.endSourceRange()), Kind.CLOSE, text, marks);
      }
      default -> mark(whole(node), Kind.POINT, text, marks);
    }
  }

  private static void mark(String raw, Kind kind, StringBuilder text, List<Mark> marks) {
    marks.add(new Mark(text.length(), text.length() + raw.length(), kind));
    text.append(raw);
  }

  private String raw(Range range) {
    return file.substring(range.startPos(), range.endPos());
  }

  /** A node with all in it. */
  private String whole(Node node) {
    int end = node.sourceRange().endPos();
    if (node instanceof Element element && element.endSourceRange().isTracked()) {
      end = Math.max(end, element.endSourceRange().endPos());
    }
    return file.substring(node.sourceRange().startPos(), end);
  }

  /** Attributes of an element that ends at once, which it shall not any more. */
  private static String withoutSlash(String attributes) {
    String text = attributes.stripTrailing();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : attributes;
  }
}
