package dev.bantam.tasks.batch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job made of a row.
 *
 * @param columns to be added to the row: plain data by name; empty if it failed
 * @param error why there are none, in a sentence; null if all went well
 */
public record RowResult(Map<String, @Nullable Object> columns, @Nullable String error) {
  public RowResult {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }

  /** A row's new columns. */
  public static RowResult of(Map<String, ? extends @Nullable Object> columns) {
    return new RowResult(new LinkedHashMap<>(columns), null);
  }

  /** A row of which nothing could be made. */
  public static RowResult failed(String why) {
    return new RowResult(Map.of(), why);
  }
}
