package dev.bantam.tasks.translate.format;

import dev.bantam.tasks.translate.format.Unit.Edit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file with its texts to translate. Everything else is written as it was read, to the byte.
 *
 * @param text all of it
 * @param units what is to be translated, in order
 * @param done texts of it that are translated already, with their translations
 * @param always what changes besides, if anything is translated
 */
public record TextFile(
    String text, List<Unit> units, Map<String, String> done, List<Edit> always) {
  public TextFile {
    units = List.copyOf(units);
    done = new LinkedHashMap<>(done);
  }

  /** A file of which nothing is translated yet. */
  static TextFile of(String text, List<Unit> units) {
    return new TextFile(text, units, Map.of(), List.of());
  }

  private record Change(Edit edit, List<Piece> translation) {}

  /**
   * The file with translations.
   *
   * @param translations of units, by their indices; where there is none, nothing changes; an edit that units share is made once
   */
  public String write(Map<Integer, List<Piece>> translations) {
    Map<Edit, List<Piece>> edits = new IdentityHashMap<>();
    translations.forEach(
        (index, translation) ->
            units.get(index).edits().forEach(edit -> edits.putIfAbsent(edit, translation)));
    if (!edits.isEmpty()) {
      always.forEach(edit -> edits.put(edit, List.of()));
    }
    List<Change> changes = new ArrayList<>();
    edits.forEach((edit, translation) -> changes.add(new Change(edit, translation)));
    changes.sort(Comparator.comparingInt(change -> change.edit.start()));
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (Change change : changes) {
      out.append(text, at, change.edit.start()).append(change.edit.with().apply(change.translation));
      at = change.edit.end();
    }
    return out.append(text, at, text.length()).toString();
  }
}
