package dev.bantam.tasks.analyze;

import dev.bantam.tasks.Work;
import dev.bantam.tasks.batch.RowResult;
import dev.bantam.tasks.classify.Classification;
import dev.bantam.tasks.classify.Classifier;
import dev.bantam.tasks.document.Document;
import dev.bantam.tasks.extract.Extracted;
import dev.bantam.tasks.extract.Extractor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a model read in a document.
 *
 * @param label null without a classifier
 * @param record null without an extractor
 */
record Reading(@Nullable Classification label, @Nullable Extracted record) {
  /** Of no model. */
  static final Reading NONE = new Reading(null, null);

  /** What a model reads in some documents, of which it sees the beginnings. */
  static List<Reading> of(
      Work work,
      List<Document> documents,
      @Nullable Classifier classifier,
      @Nullable Extractor extractor) {
    List<Classification> labels = new ArrayList<>();
    if (classifier != null) {
      labels.addAll(classifier.classify(work, documents.stream().map(Document::text).toList()));
    }
    List<Extracted> records = new ArrayList<>();
    if (extractor != null) {
      records.addAll(
          extractor.extract(work, documents.stream().map(extractor::beginning).toList()));
    }
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      readings.add(
          new Reading(
              labels.isEmpty() ? null : labels.get(i), records.isEmpty() ? null : records.get(i)));
    }
    return readings;
  }

  /** For a journal. */
  RowResult row() {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    if (label != null) {
      row.put("label", label.fields());
    }
    if (record != null) {
      row.put("record", record.fields());
    }
    return RowResult.of(row);
  }

  /** As {@link #row} wrote it. */
  static Reading of(RowResult row) {
    Object label = row.columns().get("label");
    Object record = row.columns().get("record");
    return new Reading(
        label instanceof Map<?, ?> fields ? label(fields) : null,
        record instanceof Map<?, ?> fields ? record(fields) : null);
  }

  private static Classification label(Map<?, ?> fields) {
    Map<String, Double> probabilities = new LinkedHashMap<>();
    named(fields.get("probabilities"))
        .forEach((name, value) -> probabilities.put(name, number(value)));
    return new Classification(
        String.valueOf(fields.get("label")), probabilities, fields.containsKey("cut"));
  }

  private static Extracted record(Map<?, ?> fields) {
    if (!(fields.get("record") instanceof Map<?, ?> record)) {
      return new Extracted(null, String.valueOf(fields.get("error")), List.of(), 0);
    }
    List<String> unsupported =
        fields.get("unsupported") instanceof List<?> pointers
            ? pointers.stream().map(String::valueOf).toList()
            : List.of();
    return new Extracted(named(record), null, unsupported, number(fields.get("confidence")));
  }

  private static Map<String, @Nullable Object> named(@Nullable Object value) {
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, each) -> named.put(String.valueOf(name), each));
    }
    return named;
  }

  private static double number(@Nullable Object value) {
    return ((Number) Objects.requireNonNull(value)).doubleValue();
  }
}
