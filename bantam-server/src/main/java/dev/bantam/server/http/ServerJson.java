package dev.bantam.server.http;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON of requests, within limits, and of answers. */
public final class ServerJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(HttpLimits.JSON_DEPTH)
                          .maxNumberLength(HttpLimits.NUMBER_CHARS)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ServerJson() {}

  /**
   * Parses the body of a request.
   *
   * @throws ApiException 400 if it is not one JSON object within the limits
   */
  public static ObjectNode parse(byte[] body) {
    try {
      JsonNode tree = MAPPER.readTree(body);
      if (tree instanceof ObjectNode object) {
        return object;
      }
      throw ApiException.bad(null, "the body must be a JSON object");
    } catch (JacksonException e) {
      throw ApiException.bad(
          null, "the body is not JSON as it should be: " + e.getOriginalMessage());
    }
  }

  /** The JSON of plain data: maps, lists, strings, numbers, truth, null, trees. */
  public static byte[] write(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }
}
