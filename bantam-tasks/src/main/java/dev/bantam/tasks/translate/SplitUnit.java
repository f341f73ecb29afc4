package dev.bantam.tasks.translate;

import dev.bantam.tasks.translate.Segmenter.Block;
import dev.bantam.tasks.translate.Segmenter.Range;
import dev.bantam.tasks.translate.format.Mark;
import dev.bantam.tasks.translate.format.Piece;
import dev.bantam.tasks.translate.format.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A unit and its sentences.
 *
 * @param blocks with the places of sentences
 * @param guarded the sentences of each block
 */
record SplitUnit(Unit unit, List<Block> blocks, List<List<Guarded>> guarded) {
  static SplitUnit of(Unit unit, boolean flows, TranslateOptions options) {
    List<Block> blocks = Segmenter.split(unit, flows, options.source());
    List<List<Guarded>> guarded =
        blocks.stream()
            .map(
                block ->
                    block.sentences().stream().map(range -> guarded(unit, range, options)).toList())
            .toList();
    return new SplitUnit(unit, blocks, guarded);
  }

  private static Guarded guarded(Unit unit, Range range, TranslateOptions options) {
    List<Mark> marks =
        unit.marks().stream()
            .filter(mark -> mark.start() >= range.start() && mark.end() <= range.end())
            .map(mark -> mark.minus(range.start()))
            .toList();
    return Guarded.of(
        unit.text().substring(range.start(), range.end()),
        marks,
        options.glossary(),
        options.source(),
        options.target());
  }

  Stream<Guarded> sentences() {
    return guarded.stream().flatMap(List::stream);
  }

  /** Whether a sentence of it is translated, or none has to be. */
  boolean isTranslated(Map<String, Draft> drafts) {
    List<Guarded> words = sentences().filter(Guarded::hasWords).toList();
    return words.isEmpty()
        || words.stream().anyMatch(sentence -> drafts.get(sentence.shown()).translated());
  }

  /** The unit with its sentences translated. */
  List<Piece> translation(Map<String, Draft> drafts) {
    List<Piece> pieces = new ArrayList<>();
    int at = 0;
    for (int b = 0; b < blocks.size(); b++) {
      Block block = blocks.get(b);
      List<Piece> filled = new ArrayList<>();
      for (int i = 0; i < block.sentences().size(); i++) {
        Range range = block.sentences().get(i);
        List<Piece> between = between(at, range.start());
        if (i == 0) {
          pieces.addAll(between);
        } else if (block.width() > 0 && Guarded.text(between).isBlank()) {
          filled.add(new Piece(" ", false));
        } else {
          filled.addAll(between);
        }
        filled.addAll(sentence(guarded.get(b).get(i), range, drafts));
        at = range.end();
      }
      pieces.addAll(block.width() > 0 ? Lines.fill(filled, block.width()) : filled);
    }
    pieces.addAll(between(at, unit.text().length()));
    return pieces;
  }

  private List<Piece> sentence(Guarded sentence, Range range, Map<String, Draft> drafts) {
    Draft draft = drafts.get(sentence.shown());
    return draft == null || draft.target().equals(sentence.shown())
        ? between(range.start(), range.end())
        : sentence.restored(draft.target());
  }

  /** A stretch of the unit as it is. */
  private List<Piece> between(int from, int to) {
    List<Piece> pieces = new ArrayList<>();
    int at = from;
    for (Mark mark : unit.marks()) {
      if (mark.start() >= from && mark.end() <= to) {
        pieces.add(new Piece(unit.text().substring(at, mark.start()), false));
        pieces.add(new Piece(unit.text().substring(mark.start(), mark.end()), true));
        at = mark.end();
      }
    }
    pieces.add(new Piece(unit.text().substring(at, to), false));
    pieces.removeIf(piece -> piece.text().isEmpty());
    return pieces;
  }
}
