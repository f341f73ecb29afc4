package dev.bantam.tasks.contest;

import dev.bantam.evaluate.task.Paper;
import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job works on: a text, and what a task's row gives besides, such as the terms that a
 * translation has to use. What a row gives takes the place of the contestant's own option.
 *
 * @param fields plain data by name, {@link Paper#TEXT} among them
 */
public record JobInput(Map<String, ?> fields) {
  /** Reads what {@link Paper#ofInputs} writes; any other text is the text itself. */
  static JobInput read(String context) {
    try {
      if (context.startsWith("{")
          && Json.parse("input", context) instanceof Map<?, ?> map
          && map.get(Paper.TEXT) instanceof String) {
        return new JobInput(Json.parseObject("input", context));
      }
    } catch (MalformedFileException _) {
      // a text that begins with a brace
    }
    return new JobInput(Map.of(Paper.TEXT, context));
  }

  /** The text. */
  public String text() {
    return String.valueOf(fields.get(Paper.TEXT));
  }

  /** What the row gives under a name, as plain data; null if it gives nothing. */
  public @Nullable Object get(String name) {
    return fields.get(name);
  }
}
