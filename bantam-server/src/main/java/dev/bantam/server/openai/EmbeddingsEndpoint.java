package dev.bantam.server.openai;

import dev.bantam.server.http.Endpoint;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Embeddings;
import dev.bantam.server.model.Lease;
import dev.bantam.server.model.ModelPool;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/embeddings}. */
final class EmbeddingsEndpoint implements Endpoint {
  private static final int MAX_INPUTS = 2048;

  private final ModelPool models;

  EmbeddingsEndpoint(ModelPool models) {
    this.models = models;
  }

  @Override
  public void handle(Exchange exchange) throws Exception {
    JsonFields body = exchange.body();
    body.string("user", null);
    boolean base64 = isBase64(body);
    try (Lease lease = models.lease(body.string("model", null))) {
      List<int[]> inputs =
          TokenInput.read(body, "input", MAX_INPUTS, lease.generator()).stream()
              .map(TokenInput::tokens)
              .toList();
      int width = lease.generator().model().facts().width();
      int dimensions = body.integer("dimensions", 1, width, width);
      List<float[]> vectors = Embeddings.of(inputs, lease.generator(), exchange);
      ObjectNode answer = JsonTree.object().put("object", "list");
      ArrayNode data = answer.putArray("data");
      for (float[] vector : vectors) {
        ObjectNode item = JsonTree.object().put("object", "embedding").put("index", data.size());
        float[] shortened = dimensions < width ? shortened(vector, dimensions) : vector;
        if (base64) {
          item.put("embedding", base64(shortened));
        } else {
          item.set("embedding", array(shortened));
        }
        data.add(item);
      }
      answer.put("model", lease.name());
      int tokens = inputs.stream().mapToInt(input -> input.length).sum();
      answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
      exchange.json(200, answer);
    }
  }

  private static boolean isBase64(JsonFields body) {
    return switch (body.string("encoding_format", "float")) {
      case "base64" -> true;
      case "float" -> false;
      case null, default -> throw body.wrong("encoding_format", "float or base64");
    };
  }

  /** The first values, scaled to length 1 again, as models of nested embeddings are made for. */
  private static float[] shortened(float[] vector, int dimensions) {
    float[] first = Arrays.copyOf(vector, dimensions);
    double squares = 0;
    for (float x : first) {
      squares += (double) x * x;
    }
    for (int i = 0; squares > 0 && i < dimensions; i++) {
      first[i] = (float) (first[i] / Math.sqrt(squares));
    }
    return first;
  }

  private static ArrayNode array(float[] vector) {
    ArrayNode array = JsonTree.array();
    for (float x : vector) {
      array.add(x);
    }
    return array;
  }

  /** Floats in little-endian order. */
  private static String base64(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * vector.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
