package dev.bantam.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON of requests, within limits, and of answers. */
public final class ServerJson {
  private static final int MAX_PARAM = 200;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(HttpLimits.JSON_DEPTH)
                          .maxNumberLength(HttpLimits.NUMBER_CHARS)
                          .maxStringLength(HttpLimits.DOCUMENT)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private ServerJson() {}

  /**
   * Parses the body of a request.
   *
   * @throws ApiException 400 if it is not one JSON object within the limits
   */
  public static ObjectNode parse(byte[] body) {
    try (JsonParser parser = MAPPER.createParser(text(body))) {
      return parse(parser);
    }
  }

  /** JSON between programs is UTF-8 (RFC 8259); Jackson would guess at other encodings. */
  private static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw ApiException.bad(null, "the body is not UTF-8");
    }
  }

  private static ObjectNode parse(JsonParser parser) {
    try {
      JsonNode tree = MAPPER.readTree(parser);
      if (tree instanceof ObjectNode object && parser.nextToken() == null) {
        return object;
      }
      throw ApiException.bad(null, "the body must be one JSON object");
    } catch (StreamConstraintsException e) {
      throw ApiException.bad(
          param(parser),
          "the body is nested deeper than %d, or has a number or a name that is too long"
              .formatted(HttpLimits.JSON_DEPTH));
    } catch (JacksonException e) {
      String said = e.getOriginalMessage();
      // A place in a source that is not shown.
      int place = said.indexOf(" (start marker");
      throw ApiException.bad(
          param(parser),
          "the body is not JSON as it should be: " + (place < 0 ? said : said.substring(0, place)));
    }
  }

  /** Where the parser is, such as {@code messages[0].role}; null if nowhere. */
  private static @Nullable String param(JsonParser parser) {
    StringBuilder path = new StringBuilder();
    for (TokenStreamContext at = parser.streamReadContext();
        at != null && path.length() < MAX_PARAM;
        at = at.getParent()) {
      if (at.inArray() && at.hasCurrentIndex()) {
        path.insert(0, "[" + at.getCurrentIndex() + "]");
      } else if (at.inObject() && at.hasCurrentName()) {
        path.insert(0, "." + at.currentName());
      }
    }
    return path.isEmpty() ? null : path.substring(path.charAt(0) == '.' ? 1 : 0);
  }

  /** The JSON of plain data: maps, lists, strings, numbers, truth, null, trees. */
  public static byte[] write(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }
}
