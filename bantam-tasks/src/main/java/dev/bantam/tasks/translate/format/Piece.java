package dev.bantam.tasks.translate.format;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Part of a translation.
 *
 * @param markup whether it stands in the file as it is; else it is text, to be escaped as the
 *     format asks
 */
public record Piece(String text, boolean markup) {
  /** Pieces as they stand in a file. */
  static String write(List<Piece> pieces, UnaryOperator<String> escape) {
    return pieces.stream()
        .map(piece -> piece.markup ? piece.text : escape.apply(piece.text))
        .collect(Collectors.joining());
  }
}
