package dev.bantam.server.extra;

import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.HttpLimits;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Lease;
import dev.bantam.server.model.ModelPool;
import dev.bantam.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /tokenize} and {@code /detokenize}, as llama.cpp's server has them. */
final class TokenEndpoints {
  private final ModelPool models;

  TokenEndpoints(ModelPool models) {
    this.models = models;
  }

  void tokenize(Exchange exchange) throws IOException {
    JsonFields body = exchange.body();
    String content = body.string("content");
    boolean addSpecial = body.truth("add_special", false);
    boolean parseSpecial = body.truth("parse_special", true);
    boolean pieces = body.truth("with_pieces", false);
    try (Lease lease = models.lease(body.string("model", null))) {
      Tokenizer tokenizer = lease.generator().tokenizer();
      int[] tokens = tokenizer.encode(content, addSpecial, parseSpecial);
      ArrayNode array = JsonNodeFactory.instance.arrayNode(tokens.length);
      for (int token : tokens) {
        if (pieces) {
          array.add(piece(token, tokenizer));
        } else {
          array.add(token);
        }
      }
      exchange.json(200, Map.of("tokens", array));
    }
  }

  /** A token with its text, or with its bytes if they are no text. */
  private static ObjectNode piece(int token, Tokenizer tokenizer) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("id", token);
    byte[] bytes = tokenizer.piece(token, true);
    try {
      return node.put(
          "piece", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      ArrayNode array = node.putArray("piece");
      for (byte b : bytes) {
        array.add(b & 0xFF);
      }
      return node;
    }
  }

  void detokenize(Exchange exchange) throws IOException {
    JsonFields body = exchange.body();
    List<JsonNode> items = body.items("tokens", HttpLimits.BODY);
    try (Lease lease = models.lease(body.string("model", null))) {
      Tokenizer tokenizer = lease.generator().tokenizer();
      int[] tokens = new int[items.size()];
      for (int i = 0; i < tokens.length; i++) {
        JsonNode item = items.get(i);
        tokens[i] = item.isIntegralNumber() && item.canConvertToInt() ? item.intValue() : -1;
        if (tokens[i] < 0 || tokens[i] >= tokenizer.size()) {
          throw body.wrong("tokens", "a list of tokens: numbers below " + tokenizer.size());
        }
      }
      String content = new String(tokenizer.decode(tokens, false, true), StandardCharsets.UTF_8);
      exchange.json(200, Map.of("content", content));
    }
  }
}
