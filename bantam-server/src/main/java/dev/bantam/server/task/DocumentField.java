package dev.bantam.server.task;

import dev.bantam.server.http.JsonFields;
import dev.bantam.tasks.document.Document;
import dev.bantam.tasks.document.DocumentReader;
import java.io.IOException;
import java.util.Base64;

/**
 * A document in a request: {@code "text": "..."} or {@code "file": {"name": ..., "data": base64}}.
 */
final class DocumentField {
  private DocumentField() {}

  /**
   * The document of a request.
   *
   * @throws dev.bantam.server.http.ApiException 400 if there is none
   * @throws dev.bantam.format.MalformedFileException if it cannot be read
   */
  static Document of(JsonFields body) throws IOException {
    JsonFields file = body.object("file");
    if (file == null) {
      return Document.text(name(body), body.string("text"));
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(file.string("data"));
      return DocumentReader.read(name(file), bytes);
    } catch (IllegalArgumentException e) {
      throw file.wrong("data", "base64");
    }
  }

  private static String name(JsonFields fields) {
    String name = fields.string("name", null);
    return name == null ? "text" : name;
  }
}
