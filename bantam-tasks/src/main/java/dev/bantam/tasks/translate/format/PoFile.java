package dev.bantam.tasks.translate.format;

import dev.bantam.format.MalformedFileException;
import dev.bantam.tasks.translate.format.FileFormat.Options;
import dev.bantam.tasks.translate.format.PoEntry.Field;
import dev.bantam.tasks.translate.format.Unit.Edit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * GNU gettext's PO files. Messages without a translation are filled and marked {@code fuzzy}, so
 * that a person looks at them before programs show them; all others, comments and obsolete entries
 * stay. Source: the gettext manual, "The Format of PO Files".
 */
final class PoFile {
  private final Options options;
  private final PluralForms plurals;
  private final List<Unit> units = new ArrayList<>();
  private final Map<String, String> done = new LinkedHashMap<>();

  private PoFile(Options options, PluralForms plurals) {
    this.options = options;
    this.plurals = plurals;
  }

  static TextFile read(String name, String text, Options options) throws MalformedFileException {
    List<PoEntry> entries = new PoParser(name, text).entries();
    @Nullable PoEntry header = entries.stream().filter(PoEntry::isHeader).findFirst().orElse(null);
    checkCharset(name, header);
    PoFile po = new PoFile(options, PluralForms.of(name, header, options.to()));
    for (PoEntry entry : entries) {
      if (!entry.isHeader()) {
        po.add(entry);
      }
    }
    return new TextFile(text, po.units, po.done, header == null ? List.of() : po.header(header));
  }

  private static void checkCharset(String name, @Nullable PoEntry header)
      throws MalformedFileException {
    String text = header == null ? "" : header.strings().getFirst().text();
    int at = text.toLowerCase(Locale.ROOT).indexOf("charset=");
    String charset = at < 0 ? "utf-8" : text.substring(at + 8).lines().findFirst().orElse("");
    if (!List.of("utf-8", "us-ascii", "ascii", "charset")
        .contains(charset.strip().toLowerCase(Locale.ROOT))) {
      throw new MalformedFileException(
          name, -1, "is in %s; make it UTF-8 first: msgconv -t UTF-8".formatted(charset.strip()));
    }
  }

  /** What a template leaves open in its header, filled. */
  private List<Edit> header(PoEntry header) {
    Field field = header.strings().getFirst();
    String filled =
        field
            .text()
            .lines()
            .map(
                line ->
                    line.contains("nplurals=INTEGER")
                        ? plurals.line()
                        : line.strip().equals("Language:")
                            ? "Language: " + options.to().replace('-', '_')
                            : line.replace("charset=CHARSET", "charset=UTF-8"))
            .collect(Collectors.joining("\n", "", "\n"));
    return filled.equals(field.text())
        ? List.of()
        : List.of(string(field, List.of(new Piece(filled, true))));
  }

  private void add(PoEntry entry) throws MalformedFileException {
    boolean empty = entry.strings().stream().anyMatch(string -> string.text().isEmpty());
    if (empty || entry.fuzzy() && options.fuzzy()) {
      fill(entry);
    } else if (!entry.fuzzy()) {
      done.putIfAbsent(entry.id().text(), entry.strings().getFirst().text());
      if (entry.plural() != null && entry.strings().size() > 1) {
        done.putIfAbsent(entry.plural().text(), entry.strings().get(1).text());
      }
    }
  }

  private void fill(PoEntry entry) throws MalformedFileException {
    List<Field> strings = entry.strings();
    Field plural = entry.plural();
    if (plural == null) {
      units.add(unit(entry.id(), List.of(flag(entry), string(strings.getFirst(), entry.id()))));
      return;
    }
    int forms = plurals.count();
    Edit flag = flag(entry);
    List<Edit> ofPlural = new ArrayList<>(List.of(flag));
    boolean open = strings.getFirst().text().isEmpty() || entry.fuzzy();
    if (open && forms > 1 && plurals.firstIsOne()) {
      units.add(unit(entry.id(), List.of(flag, string(strings.getFirst(), entry.id()))));
    } else if (open) {
      ofPlural.add(string(strings.getFirst(), plural));
    }
    for (int i = 1; i < strings.size(); i++) {
      Field field = strings.get(i);
      if (i >= forms) {
        ofPlural.add(new Edit(field.start(), field.end(), _ -> ""));
      } else if (field.text().isEmpty() || entry.fuzzy()) {
        ofPlural.add(string(field, plural));
      }
    }
    if (forms > strings.size()) {
      Field last = strings.getLast();
      int from = strings.size();
      ofPlural.add(
          new Edit(
              last.end(),
              last.end(),
              pieces -> {
                StringBuilder more = new StringBuilder();
                for (int i = from; i < forms; i++) {
                  more.append("msgstr[").append(i).append("] ");
                  more.append(quoted(pieces, plural)).append(last.newline());
                }
                return more.toString();
              }));
    }
    units.add(unit(plural, ofPlural));
  }

  private static Unit unit(Field source, List<Edit> edits) {
    return new Unit(source.text(), List.of(), edits);
  }

  /** Replaces what a keyword says. */
  private static Edit string(Field field, Field source) {
    return new Edit(
        field.start(),
        field.end(),
        pieces -> field.keyword() + " " + quoted(pieces, source) + field.newline());
  }

  private static Edit string(Field field, List<Piece> text) {
    return new Edit(
        field.start(),
        field.end(),
        _ -> field.keyword() + " " + quoted(text, field) + field.newline());
  }

  private static String quoted(List<Piece> pieces, Field source) {
    return PoParser.quote(Piece.write(pieces, text -> text), source.newline());
  }

  /** Marks an entry as one to look at. */
  private Edit flag(PoEntry entry) {
    if (entry.fuzzy()) {
      return new Edit(entry.start(), entry.start(), _ -> "");
    }
    int flags = entry.flags();
    if (flags >= 0) {
      int after = flags + 2; // "#,"
      return new Edit(after, after, _ -> " fuzzy,");
    }
    int at = entry.start();
    return new Edit(at, at, _ -> "#, fuzzy" + entry.id().newline());
  }
}
