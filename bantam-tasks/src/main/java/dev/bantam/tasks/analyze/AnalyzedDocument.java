package dev.bantam.tasks.analyze;

import dev.bantam.tasks.Described;
import dev.bantam.tasks.classify.Classification;
import dev.bantam.tasks.extract.Extracted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was found of a document.
 *
 * @param words how many it has
 * @param topic its own
 * @param phrases that tell most of it, best first
 * @param names in it, the most frequent first
 * @param label null without a classifier
 * @param record null without an extractor
 */
public record AnalyzedDocument(
    String name,
    String title,
    int words,
    Topic topic,
    List<String> phrases,
    List<String> names,
    @Nullable Classification label,
    @Nullable Extracted record)
    implements Described {
  public AnalyzedDocument {
    phrases = List.copyOf(phrases);
    names = List.copyOf(names);
  }

  /** A row of a table: lists as lists, a record's fields with {@code record.} before them. */
  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("document", name);
    fields.put("title", title);
    fields.put("words", (long) words);
    fields.put("topic", (long) topic.number());
    fields.put("topic_words", topic.name());
    fields.put("phrases", phrases);
    fields.put("names", names);
    if (label != null) {
      fields.put("label", label.label());
      fields.put("probability", label.probability());
    }
    if (record != null) {
      if (record.record() == null) {
        fields.put("error", String.valueOf(record.error()));
      } else {
        record.record().forEach((field, value) -> fields.put("record." + field, value));
        fields.put("unsupported", record.unsupported());
      }
    }
    return fields;
  }
}
