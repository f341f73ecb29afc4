package dev.bantam.hub;

import dev.bantam.format.Limits;
import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON of the store, of the catalogue and of a hub's answers, with limits. */
final class HubJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(Limits.JSON_DEPTH)
                          .maxDocumentLength(Limits.HUB_DOCUMENT)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private HubJson() {}

  /**
   * @param source what the bytes are, for messages
   */
  static <T> T read(String source, byte[] json, Class<T> type) throws MalformedFileException {
    try {
      T value = MAPPER.readValue(json, type);
      if (value == null) {
        throw new MalformedFileException(source, 0, "null instead of a JSON object");
      }
      return value;
    } catch (JacksonException e) {
      long offset = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
      throw new MalformedFileException(source, offset, e.getOriginalMessage());
    }
  }

  static JsonNode tree(String source, byte[] json) throws MalformedFileException {
    return read(source, json, JsonNode.class);
  }

  static <T> T read(Path file, Class<T> type) throws IOException {
    if (Files.size(file) > Limits.HUB_DOCUMENT) {
      throw new MalformedFileException(file, 0, "larger than " + Limits.HUB_DOCUMENT + " bytes");
    }
    return read(file.toString(), Files.readAllBytes(file), type);
  }

  static void write(Path file, Object value) throws HubException.Storage {
    Durable.write(file, MAPPER.writeValueAsBytes(value));
  }
}
