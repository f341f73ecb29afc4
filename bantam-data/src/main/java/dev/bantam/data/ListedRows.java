package dev.bantam.data;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows that are in memory. */
final class ListedRows implements RowSource {
  private final Iterator<? extends Map<String, ?>> rows;
  private int count;

  ListedRows(Iterator<? extends Map<String, ?>> rows) {
    this.rows = rows;
  }

  @Override
  public @Nullable Row next() {
    return rows.hasNext() ? new Row("row " + ++count, rows.next()) : null;
  }

  @Override
  public void close() {}
}
