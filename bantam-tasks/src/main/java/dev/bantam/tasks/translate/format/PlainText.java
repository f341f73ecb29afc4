package dev.bantam.tasks.translate.format;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Plain text: a unit is a paragraph, whose lines belong together. */
final class PlainText {
  private PlainText() {}

  static TextFile read(String text) {
    List<Unit> units = new ArrayList<>();
    int start = -1; // of the paragraph
    int end = 0;
    for (int at = 0; at <= text.length(); ) {
      int lineEnd = text.indexOf('\n', at);
      int next = lineEnd < 0 ? text.length() + 1 : lineEnd + 1;
      int stop = Math.min(text.length(), next - 1);
      boolean blank = text.substring(at, stop).isBlank();
      if (!blank) {
        start = start < 0 ? at : start;
        end = stop;
      }
      if (start >= 0 && (blank || next > text.length())) {
        units.add(unit(text, start, end, UnaryOperator.identity()));
        start = -1;
      }
      at = next;
    }
    return TextFile.of(text, units);
  }

  /** A part of a file whose text is all there is, but for white space around it. */
  static Unit unit(String file, int start, int end, UnaryOperator<String> escape) {
    Function<List<Piece>, String> with = pieces -> Piece.write(pieces, escape);
    return Unit.inPlace(file, start, end, file.substring(start, end), List.of(), with);
  }
}
