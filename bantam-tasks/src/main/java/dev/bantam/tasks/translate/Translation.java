package dev.bantam.tasks.translate;

import dev.bantam.tasks.Described;
import dev.bantam.tasks.translate.format.FileFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A translated file.
 *
 * @param text all of it
 * @param segments its sentences that were translated, each once, however often it stands there
 */
public record Translation(String text, FileFormat format, List<TranslatedSegment> segments)
    implements Described {
  public Translation {
    segments = List.copyOf(segments);
  }

  /** The sentences that a person should look at. */
  public List<TranslatedSegment> doubtful() {
    return segments.stream().filter(segment -> !segment.notes().isEmpty()).toList();
  }

  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("text", text);
    fields.put("format", format.toString());
    fields.put("segments", segments.stream().map(TranslatedSegment::fields).toList());
    fields.put("doubtful", doubtful().size());
    return fields;
  }
}
