package dev.bantam.tasks.translate;

import dev.bantam.tasks.translate.format.Piece;
import java.util.ArrayList;
import java.util.List;

/** Fills the lines of a translated paragraph. */
final class Lines {
  private Lines() {}

  /**
   * Puts line breaks where spaces are, so that no line is longer than it must be.
   *
   * @param width in characters
   */
  static List<Piece> fill(List<Piece> pieces, int width) {
    String text = Guarded.text(pieces);
    StringBuilder filled = new StringBuilder(text);
    int lineStart = 0;
    int space = -1;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == ' ') {
        space = i;
      }
      if (i - lineStart >= width && space > lineStart) {
        filled.setCharAt(space, '\n');
        lineStart = space + 1;
      }
    }
    List<Piece> result = new ArrayList<>();
    int at = 0;
    for (Piece piece : pieces) {
      int end = at + piece.text().length();
      result.add(piece.markup() ? piece : new Piece(filled.substring(at, end), false));
      at = end;
    }
    return result;
  }
}
