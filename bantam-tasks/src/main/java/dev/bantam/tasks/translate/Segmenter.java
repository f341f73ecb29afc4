package dev.bantam.tasks.translate;

import dev.bantam.evaluate.metric.Markup;
import dev.bantam.tasks.translate.format.Mark;
import dev.bantam.tasks.translate.format.Mark.Kind;
import dev.bantam.tasks.translate.format.Unit;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts a unit into blocks and sentences. What lies between them, such as line breaks and
 * indentation, stays.
 */
final class Segmenter {
  /** Longer sentences are cut between words: small models lose the thread. */
  private static final int LONGEST = 600;

  /** What has no space for so long stays as it is. */
  private static final int NO_SENTENCE = 16 * LONGEST;

  /** A sentence: from {@code start} to before {@code end}. */
  record Range(int start, int end) {}

  /**
   * Sentences of a paragraph.
   *
   * @param width in characters to which its lines are filled; 0 if lines mean nothing
   */
  record Block(List<Range> sentences, int width) {}

  private final Unit unit;
  private final String text;
  private final String masked;
  private final Locale from;

  private Segmenter(Unit unit, Locale from) {
    this.unit = unit;
    this.text = unit.text();
    this.masked = masked(unit);
    this.from = from;
  }

  /**
   * Cuts a unit.
   *
   * @param flows whether line breaks mean no more than spaces
   */
  static List<Block> split(Unit unit, boolean flows, Locale from) {
    Segmenter segmenter = new Segmenter(unit, from);
    return flows ? List.of(segmenter.block(0, unit.text().length(), 0)) : segmenter.blocks();
  }

  /**
   * The text with letters for markup, placeholders and line breaks, so that no sentence ends there.
   */
  private static String masked(Unit unit) {
    StringBuilder masked = new StringBuilder(unit.text().replace('\n', ' ').replace('\r', ' '));
    unit.marks().forEach(mark -> mask(masked, mark.start(), mark.end()));
    for (Markup.Span span : Markup.spans(unit.text())) {
      mask(masked, span.start(), span.end());
    }
    return masked.toString();
  }

  private static void mask(StringBuilder text, int start, int end) {
    for (int i = start; i < end; i++) {
      text.setCharAt(i, 'x');
    }
  }

  /** Lines that are one paragraph, as far as one can see. */
  private List<Block> blocks() {
    int widest = text.lines().mapToInt(String::length).max().orElse(0);
    List<Block> blocks = new ArrayList<>();
    int start = 0;
    int lines = 0;
    String last = "";
    for (int at = 0; at < text.length(); ) {
      int lineEnd = text.indexOf('\n', at);
      int next = lineEnd < 0 ? text.length() : lineEnd + 1;
      String line = text.substring(at, next).stripTrailing();
      if (lines > 0 && !goesOn(last, line, widest)) {
        blocks.add(block(start, at, lines > 1 ? widest : 0));
        start = at;
        lines = 0;
      }
      last = line;
      lines++;
      at = next;
    }
    blocks.add(block(start, text.length(), lines > 1 ? widest : 0));
    return blocks;
  }

  private static boolean goesOn(String last, String line, int widest) {
    String words = line.stripLeading();
    boolean indented =
        line.length() - words.length() > last.length() - last.stripLeading().length();
    return !last.isBlank()
        && !words.isEmpty()
        && Character.isLetter(words.codePointAt(0))
        && !indented
        && !last.endsWith(":")
        && 5 * last.length() >= 3 * widest;
  }

  private Block block(int start, int end, int width) {
    BreakIterator breaks = BreakIterator.getSentenceInstance(from);
    breaks.setText(masked.substring(start, end));
    List<Range> sentences = new ArrayList<>();
    int at = breaks.first();
    for (int next = breaks.next(); next != BreakIterator.DONE; next = breaks.next()) {
      cut(start + at, start + next, sentences);
      at = next;
    }
    return new Block(sentences, width);
  }

  private void cut(int start, int end, List<Range> sentences) {
    int at = start;
    while (end - at > LONGEST) {
      int space = masked.lastIndexOf(' ', at + LONGEST);
      if (space <= at) {
        break;
      }
      add(at, space, sentences);
      at = space + 1;
    }
    if (end - at <= NO_SENTENCE) {
      add(at, end, sentences);
    }
  }

  /** Without white space at its ends, and without markup around all of it. */
  private void add(int from, int to, List<Range> sentences) {
    int start = from;
    int end = to;
    for (boolean more = true; more && start < end; ) {
      more = false;
      if (isSpace(start)) {
        start++;
        more = true;
      } else if (isSpace(end - 1)) {
        end--;
        more = true;
      } else {
        Mark first = startingAt(start);
        Mark last = endingAt(end);
        if (first.kind() == Kind.CLOSE
            || first.kind() == Kind.OPEN && last.equals(partner(first))) {
          start = first.end();
          end = first.kind() == Kind.OPEN ? last.start() : end;
          more = true;
        } else if (last.kind() == Kind.OPEN) {
          end = last.start();
          more = true;
        }
      }
    }
    if (start < end) {
      sentences.add(new Range(start, end));
    }
  }

  private boolean isSpace(int at) {
    return Character.isWhitespace(text.charAt(at)) || Character.isSpaceChar(text.charAt(at));
  }

  private static final Mark NONE = new Mark(-1, -1, Kind.POINT);

  private Mark startingAt(int at) {
    return unit.marks().stream().filter(mark -> mark.start() == at).findFirst().orElse(NONE);
  }

  private Mark endingAt(int at) {
    return unit.marks().stream().filter(mark -> mark.end() == at).findFirst().orElse(NONE);
  }

  private Mark partner(Mark opening) {
    int depth = 0;
    for (Mark mark : unit.marks()) {
      if (mark.start() >= opening.start() && mark.kind() != Kind.POINT) {
        depth += mark.kind() == Kind.OPEN ? 1 : -1;
        if (depth == 0) {
          return mark;
        }
      }
    }
    return NONE;
  }
}
