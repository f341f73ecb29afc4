package dev.bantam.server.task;

import dev.bantam.server.http.JsonFields;
import dev.bantam.tasks.Described;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.analyze.AnalyzeOptions;
import dev.bantam.tasks.analyze.Analyzer;
import dev.bantam.tasks.classify.Classifier;
import dev.bantam.tasks.classify.ClassifyOptions;
import dev.bantam.tasks.document.Document;
import dev.bantam.tasks.extract.Extractor;
import dev.bantam.tasks.extract.RecordSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * {@code /v1/tasks/analyze}: {@code documents}, each a {@code text} or {@code file} with a {@code
 * name}; {@code labels} and a {@code schema} are what the model is asked for.
 */
final class AnalyzeJob implements Job {
  private static final int DOCUMENTS = 10_000;
  private static final int LABELS = 1_000;
  private static final int TOPICS = 100;

  @Override
  public Described run(TaskModel model, JsonFields body, BooleanSupplier gone) throws IOException {
    List<Document> documents = new ArrayList<>();
    for (JsonFields document : body.objects("documents", DOCUMENTS)) {
      documents.add(DocumentField.of(document));
    }
    if (documents.isEmpty()) {
      throw body.wrong("documents", "a list with at least one document");
    }
    int topics = body.integer("topics", 0, TOPICS, 0);
    Analyzer analyzer = Analyzer.DEFAULT.with(AnalyzeOptions.DEFAULT.withTopics(topics));
    if (body.has("labels")) {
      ClassifyOptions labels = ClassifyOptions.of(body.strings("labels", LABELS));
      analyzer = analyzer.with(model, new Classifier(model, labels));
    }
    RecordSchema schema = SchemaField.of(body);
    if (schema != null) {
      analyzer = analyzer.with(model, new Extractor(model, schema));
    }
    return analyzer.analyze(documents, _ -> {}, gone);
  }
}
