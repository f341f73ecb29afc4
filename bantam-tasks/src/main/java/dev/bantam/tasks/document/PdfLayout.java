package dev.bantam.tasks.document;

import dev.bantam.tasks.document.Block.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Text of a PDF file, which knows only where letters are: lines become paragraphs, hyphens at their
 * ends go, headers and footers too, and what the file's outline lists becomes headings.
 */
final class PdfLayout {
  private static final int LONGEST_HEADING = 120;

  private final Map<String, Block> outline = new HashMap<>();
  private final List<Block> mended = new ArrayList<>();

  private PdfLayout(List<Block> outline) {
    outline.forEach(heading -> this.outline.putIfAbsent(form(heading.text()), heading));
  }

  /**
   * The blocks as they were meant.
   *
   * @param blocks whose paragraphs still have the lines of the page
   * @param outline headings with their levels
   */
  static List<Block> mended(List<Block> blocks, List<Block> outline) {
    PdfLayout layout = new PdfLayout(outline);
    Map<Integer, List<String>> pages = new TreeMap<>();
    for (Block block : blocks) {
      List<String> page = pages.computeIfAbsent(block.page(), _ -> new ArrayList<>());
      page.addAll(block.text().lines().toList());
      page.add("");
    }
    List<Integer> numbers = List.copyOf(pages.keySet());
    List<List<String>> kept = RunningLines.dropped(List.copyOf(pages.values()));
    for (int i = 0; i < numbers.size(); i++) {
      layout.page(numbers.get(i), kept.get(i));
    }
    return layout.mended;
  }

  private void page(int number, List<String> lines) {
    StringBuilder paragraph = new StringBuilder();
    for (String line : lines) {
      if (Lines.isContents(line) || isRunning(line)) {
        continue;
      }
      @Nullable Integer level = level(line);
      if (level != null || line.isBlank() || Lines.isItem(line)) {
        end(paragraph, number);
      }
      if (level != null) {
        mended.add(new Block(Kind.HEADING, level, number, Lines.collapsed(line)));
      } else if (!line.isBlank()) {
        Lines.join(paragraph, line);
      }
    }
    end(paragraph, number);
  }

  private void end(StringBuilder paragraph, int page) {
    String text = Lines.collapsed(paragraph);
    paragraph.setLength(0);
    if (text.isEmpty()) {
      return;
    }
    Kind kind = Lines.isItem(text) ? Kind.ITEM : Kind.PARAGRAPH;
    PlainText.add(mended, new Block(kind, 0, page, text));
  }

  /** The level of a line that is a heading. */
  private @Nullable Integer level(String line) {
    if (line.isBlank() || line.length() > LONGEST_HEADING) {
      return null;
    }
    if (outline.isEmpty()) {
      int numbered = Lines.numberedHeading(line);
      return numbered > 0 ? numbered : null;
    }
    Block heading = outline.get(form(line));
    return heading == null ? null : heading.level();
  }

  /** Whether a line is the title of a section with the number of the page after it. */
  private boolean isRunning(String line) {
    Block heading = outline.get(form(line));
    return heading != null && endsInDigit(line) && !endsInDigit(heading.text());
  }

  private static boolean endsInDigit(String text) {
    return Character.isDigit(text.stripTrailing().charAt(text.stripTrailing().length() - 1));
  }

  /** Letters alone: outline and page differ in white space and in numbers. */
  private static String form(String title) {
    StringBuilder form = new StringBuilder();
    title
        .toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(Character::isLetter)
        .forEach(form::appendCodePoint);
    return form.isEmpty() ? title : form.toString();
  }
}
