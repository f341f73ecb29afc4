package dev.bantam.tasks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job made, and what one has to know to trust it.
 *
 * @param value what was made
 * @param model that made it; empty if none was needed
 * @param prompt which prompt file in which version, such as {@code summarize@1}; empty without one
 * @param sources what it rests on
 * @param confidence from 0 to 1, as the job's class defines it; null where a job has none
 * @param usage tokens, time, energy
 */
public record Result<T extends Described>(
    T value,
    String model,
    String prompt,
    List<Source> sources,
    @Nullable Double confidence,
    Usage usage)
    implements Described {
  public Result {
    sources = List.copyOf(sources);
  }

  /** The value's fields, then all others. */
  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>(value.fields());
    if (!model.isEmpty()) {
      fields.put("model", model);
    }
    if (!prompt.isEmpty()) {
      fields.put("prompt", prompt);
    }
    if (!sources.isEmpty()) {
      fields.put("sources", sources.stream().map(Source::fields).toList());
    }
    if (confidence != null) {
      fields.put("confidence", confidence);
    }
    fields.put("usage", usage.fields());
    return fields;
  }
}
