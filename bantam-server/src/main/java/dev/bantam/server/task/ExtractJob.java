package dev.bantam.server.task;

import dev.bantam.server.http.JsonFields;
import dev.bantam.tasks.Described;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.document.Document;
import dev.bantam.tasks.extract.Extractor;
import dev.bantam.tasks.extract.RecordSchema;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** {@code /v1/tasks/extract}: a {@code schema}, and a document as {@code text} or {@code file}. */
final class ExtractJob implements Job {
  @Override
  public Described run(TaskModel model, JsonFields body, BooleanSupplier gone) throws IOException {
    RecordSchema schema = SchemaField.of(body);
    if (schema == null) {
      throw body.wrong("schema", "a JSON schema of an object");
    }
    Document document = DocumentField.of(body);
    return new Extractor(model, schema).extract(document, gone);
  }
}
