package dev.bantam.tasks;

import java.util.Map;

/** What a job makes, as plain data for JSON. */
public interface Described {
  /** Names as they stand in JSON ({@code snake_case}), and plain data. */
  Map<String, Object> fields();
}
