package dev.bantam.tasks.translate.format;

import java.util.List;
import java.util.function.Function;

/**
 * A text of a file that is to be translated.
 *
 * @param text as people read it, with markup in it
 * @param marks where in the text markup is, in order
 * @param edits what a translation changes in the file
 */
public record Unit(String text, List<Mark> marks, List<Edit> edits) {
  public Unit {
    marks = List.copyOf(marks);
    edits = List.copyOf(edits);
  }

  /**
   * A change of a file.
   *
   * @param start first character that is replaced
   * @param end after the last
   * @param with what takes their place, made of the translation
   */
  public record Edit(int start, int end, Function<List<Piece>, String> with) {}

  /** A text that the translation takes the place of; one that says the same leaves it as it is. */
  static Unit inPlace(
      String file,
      int start,
      int end,
      String text,
      List<Mark> marks,
      Function<List<Piece>, String> with) {
    Edit edit =
        new Edit(
            start,
            end,
            pieces ->
                Piece.write(pieces, free -> free).equals(text)
                    ? file.substring(start, end)
                    : with.apply(pieces));
    return new Unit(text, marks, List.of(edit));
  }
}
