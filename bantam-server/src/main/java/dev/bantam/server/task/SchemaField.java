package dev.bantam.server.task;

import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.JsonFields;
import dev.bantam.tasks.extract.RecordSchema;
import org.jspecify.annotations.Nullable;

/** A JSON schema in a request: {@code "schema": {...}}. */
final class SchemaField {
  private SchemaField() {}

  /**
   * The schema of a request; null if there is none.
   *
   * @throws ApiException 400 if it is none that can be followed
   */
  static @Nullable RecordSchema of(JsonFields body) {
    JsonFields schema = body.object("schema");
    try {
      return schema == null ? null : RecordSchema.of(schema.data());
    } catch (IllegalArgumentException e) {
      throw ApiException.bad("schema", String.valueOf(e.getMessage()));
    }
  }
}
