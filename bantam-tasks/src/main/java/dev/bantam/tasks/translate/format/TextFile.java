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
public record TextFile(String text, List<Unit> units, Map<String, String> done, List<Edit> always) {
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
   * @param translations of units, by their indices; where there is none, nothing changes; an edit
   *     that units share is made once
   */
  public String write(Map<Integer, List<Piece>> translations) {
    IdentityHashMap<Edit, List<Piece>> edits = new IdentityHashMap<>();
    translations.forEach(
        (index, translation) ->
            units.get(index).edits().forEach(edit -> edits.putIfAbsent(edit, translation)));
    if (!edits.isEmpty()) {
      always.forEach(edit -> edits.put(edit, List.of()));
    }
    List<Change> changes = new ArrayList<>();
    edits.forEach((edit, translation) -> changes.add(new Change(edit, translation)));
    changes.sort(
        Comparator.comparingInt((Change change) -> change.edit.start())
            .thenComparingInt(change -> -change.edit.end()));
    return applied(changes);
  }

  private String applied(List<Change> changes) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (int i = 0; i < changes.size(); ) {
      Change change = changes.get(i++);
      List<Piece> pieces = new ArrayList<>(change.translation);
      while (i < changes.size() && changes.get(i).edit.start() < change.edit.end()) {
        change(changes.get(i++), pieces);
      }
      out.append(text, at, change.edit.start()).append(change.edit.with().apply(pieces));
      at = change.edit.end();
    }
    return out.append(text, at, text.length()).toString();
  }

  /** A change inside of markup that another change moves, such as of a title in a link. */
  private void change(Change inner, List<Piece> pieces) {
    Edit edit = inner.edit;
    for (int i = 0; i < pieces.size(); i++) {
      String tag = pieces.get(i).text();
      int start = text.lastIndexOf(tag, edit.start());
      if (pieces.get(i).markup() && start >= 0 && start + tag.length() >= edit.end()) {
        String changed =
            tag.substring(0, edit.start() - start)
                + edit.with().apply(inner.translation)
                + tag.substring(edit.end() - start);
        pieces.set(i, new Piece(changed, true));
        return;
      }
    }
  }
}
