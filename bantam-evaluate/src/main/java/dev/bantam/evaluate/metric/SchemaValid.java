package dev.bantam.evaluate.metric;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whether an answer is YAML or JSON that a JSON Schema (draft 2020-12) allows: 1 or 0. */
final class SchemaValid {
  private static final JsonMapper JSON = new JsonMapper();

  private final Schema schema;

  private SchemaValid(Schema schema) {
    this.schema = schema;
  }

  /**
   * Reads a schema.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it is no JSON
   */
  static SchemaValid read(Path file) throws IOException {
    try {
      JsonNode schema = JSON.readTree(Files.readAllBytes(file));
      return new SchemaValid(
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema));
    } catch (JacksonException e) {
      throw new IllegalArgumentException(file + " is no JSON Schema: " + e.getOriginalMessage(), e);
    }
  }

  double of(String answer) {
    Optional<Object> value = YamlAnswer.read(answer);
    return value.isPresent() && schema.validate(JSON.valueToTree(value.get())).isEmpty() ? 1 : 0;
  }
}
