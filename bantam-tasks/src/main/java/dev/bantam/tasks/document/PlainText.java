package dev.bantam.tasks.document;

import dev.bantam.tasks.document.Block.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Text without marks, such as RFCs, manual pages and reStructuredText: empty lines part paragraphs,
 * form feeds pages; headings are those that a number, a line below or capitals make evident.
 */
final class PlainText {
  private static final String RULES = "#*=-^~\"+";

  /** How a text shows its headings: the first of these that it has. */
  private enum Style {
    RULES,
    CAPITALS,
    NUMBERS
  }

  private final Style style;
  private final List<Block> blocks = new ArrayList<>();
  private final List<String> group = new ArrayList<>();

  /** The kinds of lines below headings, in the order in which they came: their levels. */
  private final StringBuilder rules = new StringBuilder();

  private int page;

  private PlainText(Style style) {
    this.style = style;
  }

  /** The blocks of a text. */
  static List<Block> blocks(String text) {
    List<List<String>> pages = new ArrayList<>();
    for (String page : text.split("\f", -1)) {
      pages.add(page.lines().map(String::stripTrailing).toList());
    }
    PlainText plain = new PlainText(style(text.lines().map(String::stripTrailing).toList()));
    for (List<String> page : RunningLines.dropped(pages)) {
      plain.page += pages.size() > 1 ? 1 : 0;
      page.forEach(plain::line);
      plain.end();
    }
    return plain.blocks;
  }

  private static Style style(List<String> lines) {
    boolean manual = false;
    for (int i = 1; i < lines.size(); i++) {
      if (isRule(lines.get(i), lines.get(i - 1)) && (i == 1 || lines.get(i - 2).isEmpty())) {
        return Style.RULES;
      }
      manual |= lines.get(i).equals("DESCRIPTION");
    }
    return manual ? Style.CAPITALS : Style.NUMBERS;
  }

  private void line(String line) {
    if (line.isEmpty()) {
      end();
      return;
    }
    boolean first = group.size() == 1;
    if (first && style == Style.RULES && isRule(line, group.getFirst())) {
      int level = rules.indexOf(line.substring(0, 1));
      rules.append(level < 0 ? line.charAt(0) : "");
      heading(level < 0 ? rules.length() : level + 1);
      return;
    }
    if (first && line.startsWith("  ") && isCapitals()) {
      heading(1);
    }
    if (Lines.isItem(line)) {
      end();
    }
    if (!Lines.isContents(line)) {
      group.add(line);
    }
  }

  private static boolean isRule(String line, String title) {
    return !line.isEmpty()
        && !title.isBlank()
        && RULES.indexOf(line.charAt(0)) >= 0
        && title.chars().anyMatch(Character::isLetter)
        && line.chars().allMatch(c -> c == line.charAt(0))
        && line.length() >= Math.max(2, title.strip().length() - 1);
  }

  private void heading(int level) {
    blocks.add(new Block(Kind.HEADING, level, page, Lines.collapsed(group.getFirst())));
    group.clear();
  }

  private void end() {
    if (group.isEmpty()) {
      return;
    }
    String first = group.getFirst();
    boolean alone = group.size() == 1;
    int numbered = alone && style == Style.NUMBERS ? Lines.numberedHeading(first) : 0;
    if (numbered > 0) {
      heading(numbered);
    } else if (alone && isCapitals()) {
      heading(1);
    } else if (isTable()) {
      blocks.add(new Block(Kind.CODE, 0, page, String.join("\n", group).stripIndent()));
    } else if (!first.chars().allMatch(c -> RULES.indexOf(c) >= 0 || c == ' ')) {
      StringBuilder paragraph = new StringBuilder();
      group.forEach(line -> Lines.join(paragraph, line));
      Kind kind = Lines.isItem(first) ? Kind.ITEM : Kind.PARAGRAPH;
      add(blocks, new Block(kind, 0, page, Lines.collapsed(paragraph)));
    }
    group.clear();
  }

  private boolean isCapitals() {
    return style == Style.CAPITALS && Lines.isCapitals(group.getFirst());
  }

  /** Whether lines are held apart by spaces inside them: a table, a drawing. */
  private boolean isTable() {
    return group.size() > 1
        && 2 * group.stream().filter(line -> line.strip().contains("   ")).count() >= group.size();
  }

  /** Adds a block; a paragraph that goes on from the page before is made whole. */
  static void add(List<Block> blocks, Block block) {
    Block last = blocks.isEmpty() ? block : blocks.getLast();
    boolean goesOn =
        block.page() == last.page() + 1
            && block.kind() == Kind.PARAGRAPH
            && (last.kind() == Kind.PARAGRAPH || last.kind() == Kind.ITEM)
            && !Character.isUpperCase(block.text().codePointAt(0))
            && ".:!?".indexOf(last.text().charAt(last.text().length() - 1)) < 0;
    if (!goesOn) {
      blocks.add(block);
      return;
    }
    StringBuilder whole = new StringBuilder(last.text());
    Lines.join(whole, block.text());
    blocks.removeLast();
    blocks.add(new Block(last.kind(), last.level(), last.page(), whole.toString()));
  }
}
