package dev.bantam.data;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns of rows, in the order in which they are met, and what all their values are.
 *
 * @param kinds by name
 */
record Columns(Map<String, Kind> kinds) {
  /** What the values of a column are; each is nullable. */
  enum Kind {
    EMPTY,
    BOOLEAN,
    LONG,
    DOUBLE,
    TEXT;

    private static Kind of(@Nullable Object value) {
      return switch (value) {
        case null -> EMPTY;
        case Boolean _ -> BOOLEAN;
        case Long _, Integer _, Short _, Byte _ -> LONG;
        case Double _, Float _ -> DOUBLE;
        default -> TEXT;
      };
    }

    /** What holds both kinds of values. */
    private Kind with(Kind other) {
      if (this == other || other == EMPTY) {
        return this;
      }
      if (this == EMPTY) {
        return other;
      }
      boolean numbers = (this == LONG || this == DOUBLE) && (other == LONG || other == DOUBLE);
      return numbers ? DOUBLE : TEXT;
    }
  }

  static Columns of(TableFile.Rows rows) throws IOException {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    try (RowSource source = rows.open()) {
      for (Row row = source.next(); row != null; row = source.next()) {
        row.columns().forEach((name, value) -> kinds.merge(name, Kind.of(value), Kind::with));
      }
    }
    return new Columns(kinds);
  }
}
