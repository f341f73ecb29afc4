package dev.bantam.tasks.analyze;

import dev.bantam.tasks.Described;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What was found of many documents.
 *
 * @param phrases those in most documents, with how many these are
 * @param names likewise
 */
public record Analysis(
    List<AnalyzedDocument> documents,
    List<Topic> topics,
    Map<String, Integer> phrases,
    Map<String, Integer> names)
    implements Described {
  public Analysis {
    documents = List.copyOf(documents);
    topics = List.copyOf(topics);
    phrases = Collections.unmodifiableMap(new LinkedHashMap<>(phrases));
    names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
  }

  /** A row for each document. */
  public List<Map<String, Object>> table() {
    return documents.stream().map(AnalyzedDocument::fields).toList();
  }

  /** How many documents have each label, the most frequent first; empty without a classifier. */
  public Map<String, Integer> labels() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    documents.stream()
        .map(AnalyzedDocument::label)
        .filter(Objects::nonNull)
        .forEach(label -> counts.merge(label.label(), 1, Integer::sum));
    Map<String, Integer> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("topics", topics.stream().map(Topic::fields).toList());
    fields.put("phrases", phrases);
    fields.put("names", names);
    if (!labels().isEmpty()) {
      fields.put("labels", labels());
    }
    fields.put("documents", table());
    return fields;
  }
}
