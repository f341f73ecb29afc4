package dev.bantam.tasks.translate.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of a PO file.
 *
 * @param start where its first keyword or previous message begins, after comments and flags
 * @param flags where the line with flags begins; -1 if it has none
 * @param fuzzy whether its translation is marked as one to look at
 * @param context what tells it from others with the same text; empty if it has none
 * @param strings translations, of plural forms in order
 */
record PoEntry(
    int start,
    int flags,
    boolean fuzzy,
    @Nullable Field context,
    Field id,
    @Nullable Field plural,
    List<Field> strings) {
  /**
   * A keyword with its strings.
   *
   * @param start where the keyword's line begins
   * @param end after its last line
   * @param text without quotes and escapes
   * @param newline what ends its lines
   */
  record Field(String keyword, int start, int end, String text, String newline) {}

  boolean isHeader() {
    return id.text().isEmpty() && context == null;
  }
}
