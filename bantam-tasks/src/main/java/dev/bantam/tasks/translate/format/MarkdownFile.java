package dev.bantam.tasks.translate.format;

import dev.bantam.tasks.translate.format.Mark.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Emphasis;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * CommonMark, and the tables of GitHub. A unit is a paragraph, heading or cell: its texts; all that
 * stands between texts is a mark.
 */
final class MarkdownFile {
  private static final String SPECIAL = "\\`*_[]<>|";

  /** A stretch of a block: text, or markup between two texts. */
  private record Part(int start, int end, Optional<Kind> mark) {}

  private final String file;
  private final int offset;
  private final List<Unit> units = new ArrayList<>();

  private MarkdownFile(String file, int offset) {
    this.file = file;
    this.offset = offset;
  }

  static TextFile read(String text) {
    MarkdownFile markdown = new MarkdownFile(text, frontMatter(text));
    Parser parser =
        Parser.builder().includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES).build();
    Node document = parser.parse(text.substring(markdown.offset));
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Paragraph paragraph) {
            markdown.block(paragraph);
          }

          @Override
          public void visit(Heading heading) {
            markdown.block(heading);
          }
        });
    return TextFile.of(text, markdown.units);
  }

  /** Where the text begins after YAML between two lines of three dashes. */
  private static int frontMatter(String text) {
    int begin = text.startsWith("\uFEFF") ? 1 : 0;
    if (!text.startsWith("---\n", begin) && !text.startsWith("---\r\n", begin)) {
      return begin;
    }
    int end = text.indexOf("\n---", begin + 3);
    int lineEnd = end < 0 ? -1 : text.indexOf('\n', end + 1);
    return end < 0 ? begin : lineEnd < 0 ? text.length() : lineEnd + 1;
  }

  private void block(Node block) {
    List<Part> parts = new ArrayList<>();
    inlines(block, parts);
    List<Part> row = new ArrayList<>();
    for (Part part : parts) {
      boolean table = part.mark.isEmpty() && isTable(block);
      int from = part.start;
      for (int i = part.start; table && i < part.end; i++) {
        if (file.charAt(i) == '|') {
          row.add(new Part(from, i, Optional.empty()));
          unit(row);
          from = i + 1;
        }
      }
      row.add(new Part(from, part.end, part.mark));
      if (isTable(block) && file.substring(part.start, part.end).contains("\n")) {
        row.removeLast();
        unit(row);
      }
    }
    unit(row);
  }

  /** A paragraph whose second line is the rule of a table. */
  private boolean isTable(Node block) {
    List<SourceSpan> lines = block.getSourceSpans();
    if (lines.size() < 2) {
      return false;
    }
    int start = offset + lines.get(1).getInputIndex();
    String rule = file.substring(start, start + lines.get(1).getLength()).strip();
    return rule.contains("-")
        && rule.contains("|")
        && rule.chars().allMatch(c -> "|-: \t".indexOf(c) >= 0);
  }

  /** Texts in order; what lies between two is markup. */
  private void inlines(Node parent, List<Part> parts) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
      List<SourceSpan> spans = node.getSourceSpans();
      if (spans.isEmpty()) {
        continue;
      }
      int start = offset + spans.getFirst().getInputIndex();
      int end = offset + spans.getLast().getInputIndex() + spans.getLast().getLength();
      boolean holds =
          node instanceof Emphasis
              || node instanceof StrongEmphasis
              || node instanceof Link
              || node instanceof Image;
      int last = parts.isEmpty() ? start : parts.getLast().end;
      if (start > last) { // a line's end, and what its next one begins with
        parts.add(new Part(last, start, Optional.of(Kind.POINT)));
      }
      if (node instanceof Text) {
        parts.add(new Part(start, end, Optional.empty()));
      } else if (holds && node.getFirstChild() != null) {
        holder(node, start, end, parts);
      } else {
        parts.add(new Part(start, end, Optional.of(Kind.POINT)));
      }
    }
  }

  private void holder(Node node, int start, int end, List<Part> parts) {
    List<Part> inner = new ArrayList<>();
    inlines(node, inner);
    if (inner.isEmpty()) {
      parts.add(new Part(start, end, Optional.of(Kind.POINT)));
      return;
    }
    parts.add(new Part(start, inner.getFirst().start, Optional.of(Kind.OPEN)));
    parts.addAll(inner);
    parts.add(new Part(inner.getLast().end, end, Optional.of(Kind.CLOSE)));
  }

  private void unit(List<Part> parts) {
    StringBuilder text = new StringBuilder();
    List<Mark> marks = new ArrayList<>();
    for (Part part : parts) {
      String raw = file.substring(part.start, part.end);
      if (part.mark.isEmpty()) {
        unescape(raw, text, marks);
      } else if (raw.indexOf('\n') >= 0 && raw.strip().replace(">", "").isBlank()) {
        text.append(' '); // lines of a paragraph belong together
      } else {
        marks.add(new Mark(text.length(), text.length() + raw.length(), part.mark.get()));
        text.append(raw);
      }
    }
    if (parts.stream().anyMatch(part -> part.mark.isEmpty())) {
      int start = parts.getFirst().start;
      boolean begins = start == 0 || file.charAt(start - 1) == '\n';
      units.add(
          Unit.inPlace(
              file,
              start,
              parts.getLast().end,
              text.toString(),
              marks,
              pieces -> atStart(Piece.write(pieces, MarkdownFile::escape), begins)));
    }
    parts.clear();
  }

  /** Text without backslashes before punctuation. */
  private static void unescape(String raw, StringBuilder text, List<Mark> marks) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < raw.length(); i++) {
      boolean escape = raw.charAt(i) == '\\' && i + 1 < raw.length();
      i += escape && isPunctuation(raw.charAt(i + 1)) ? 1 : 0;
      plain.append(raw.charAt(i));
    }
    Entities.read(plain.toString(), text, marks);
  }

  private static boolean isPunctuation(char c) {
    return c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c);
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              escaped.append(SPECIAL.indexOf(c) >= 0 ? "\\" : "");
              escaped.append((char) c);
            });
    return escaped.toString();
  }

  /** A text that would begin a list, heading or code, at the beginning of a line, does not. */
  private static String atStart(String text, boolean begins) {
    if (!begins || text.isEmpty()) {
      return text;
    }
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    boolean numbered =
        digits > 0 && digits < text.length() && ".)".indexOf(text.charAt(digits)) >= 0;
    if (numbered) {
      return text.substring(0, digits) + "\\" + text.substring(digits);
    }
    return "#-+=~".indexOf(text.charAt(0)) >= 0 ? "\\" + text : text;
  }
}
