package dev.bantam.tasks.document;

import dev.bantam.tasks.document.Block.Kind;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * Cuts documents into passages of a size: at headings, else between blocks, else between sentences,
 * else between words.
 */
public final class Passages {
  private final int size;
  private final ToIntFunction<String> measure;
  private final String document;
  private final List<Passage> passages = new ArrayList<>();
  private final List<Block> headings = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private int page;
  private int filled;

  private Passages(String document, int size, ToIntFunction<String> measure) {
    this.document = document;
    this.size = size;
    this.measure = measure;
  }

  /**
   * The passages of a document.
   *
   * @param size most that one measures
   * @param measure how long a text is, such as in tokens
   */
  public static List<Passage> of(Document document, int size, ToIntFunction<String> measure) {
    Passages passages = new Passages(document.name(), size, measure);
    document.blocks().forEach(passages::add);
    passages.end();
    return passages.passages;
  }

  /** The sentences of a text, without the white space around them. */
  public static List<String> sentences(String text) {
    BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
    return pieces(text, breaks).stream().map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static List<String> pieces(String text, BreakIterator breaks) {
    breaks.setText(text);
    List<String> pieces = new ArrayList<>();
    int from = breaks.first();
    for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }

  private void add(Block block) {
    if (block.kind() == Kind.HEADING) {
      end();
      headings.removeIf(above -> above.level() >= block.level());
      headings.add(block);
      return;
    }
    for (String piece : fitting(block.text())) {
      int length = measure.applyAsInt(piece);
      if (filled > 0 && filled + length > size) {
        end();
      }
      if (filled == 0) {
        page = block.page();
      }
      text.append(text.isEmpty() ? "" : block.kind() == Kind.PARAGRAPH ? "\n\n" : "\n");
      text.append(piece);
      filled += length;
    }
  }

  /** A block that is too long, in pieces that are not. */
  private List<String> fitting(String block) {
    return measure.applyAsInt(block) <= size
        ? List.of(block)
        : packed(block, BreakIterator.getSentenceInstance(Locale.ROOT));
  }

  private List<String> packed(String block, BreakIterator breaks) {
    List<String> packed = new ArrayList<>();
    StringBuilder pack = new StringBuilder();
    int length = 0;
    for (String piece : pieces(block, breaks)) {
      int more = measure.applyAsInt(piece);
      if (length + more > size && length > 0) {
        packed.add(pack.toString().strip());
        pack.setLength(0);
        length = 0;
      }
      if (more > size) {
        packed.addAll(halves(piece));
      } else {
        pack.append(piece);
        length += more;
      }
    }
    packed.add(pack.toString().strip());
    packed.removeIf(String::isEmpty);
    return packed;
  }

  /** A sentence without end, cut between words where there is one near the middle. */
  private List<String> halves(String piece) {
    if (measure.applyAsInt(piece) <= size || piece.length() < 2) {
      return List.of(piece.strip());
    }
    int middle = piece.lastIndexOf(' ', piece.length() / 2);
    int cut = middle > piece.length() / 4 ? middle : piece.length() / 2;
    cut += Character.isLowSurrogate(piece.charAt(cut)) ? 1 : 0;
    List<String> halves = new ArrayList<>(halves(piece.substring(0, cut)));
    halves.addAll(halves(piece.substring(cut)));
    return halves;
  }

  private void end() {
    if (!text.isEmpty()) {
      String heading = headings.stream().map(Block::text).collect(Collectors.joining(" > "));
      passages.add(new Passage(document, passages.size() + 1, page, heading, text.toString()));
      text.setLength(0);
      filled = 0;
    }
  }
}
