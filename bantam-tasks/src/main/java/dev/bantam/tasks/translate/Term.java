package dev.bantam.tasks.translate;

import java.util.List;

/**
 * A term and how it is translated.
 *
 * @param source as dictionaries have it
 * @param targets forms that it may have in a translation, the usual one first; one that ends with
 *     {@code *} may go on with letters
 */
public record Term(String source, List<String> targets) {
  public Term {
    targets = List.copyOf(targets);
  }

  /** The usual translation, for a prompt. */
  String target() {
    String first = targets.getFirst();
    return first.endsWith("*") ? first.substring(0, first.length() - 1) : first;
  }
}
