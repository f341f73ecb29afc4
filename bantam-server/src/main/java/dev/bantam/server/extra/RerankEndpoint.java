package dev.bantam.server.extra;

import dev.bantam.generate.Generator;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.Endpoint;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Embeddings;
import dev.bantam.server.model.Lease;
import dev.bantam.server.model.ModelPool;
import dev.bantam.server.model.Portions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /v1/rerank}: documents in the order of how well they answer a query, in the shape that
 * Jina and Cohere share. The relevance is a cross-encoder's, or else the cosine of the embeddings
 * of query and document.
 */
final class RerankEndpoint implements Endpoint {
  private static final int MAX_DOCUMENTS = 1024;

  private final ModelPool models;

  RerankEndpoint(ModelPool models) {
    this.models = models;
  }

  @Override
  public void handle(Exchange exchange) throws Exception {
    JsonFields body = exchange.body();
    String query = body.string("query");
    List<String> documents = documents(body);
    int top = body.integer("top_n", 1, Integer.MAX_VALUE, documents.size());
    boolean texts = body.truth("return_documents", false);
    try (Lease lease = models.lease(body.string("model", null))) {
      Generator generator = lease.generator();
      List<int[]> tokens = tokens(query, documents, generator);
      double[] scores =
          generator.ranks()
              ? relevance(query, documents, generator, exchange)
              : cosines(Embeddings.of(tokens, generator, exchange));
      ObjectNode answer =
          JsonNodeFactory.instance
              .objectNode()
              .put("object", "list")
              .put("model", lease.name())
              .put("method", generator.ranks() ? "cross-encoder" : "cosine");
      ArrayNode results = answer.putArray("results");
      IntStream.range(0, scores.length)
          .boxed()
          .sorted(Comparator.comparingDouble(i -> -scores[i]))
          .limit(top)
          .forEach(
              i -> {
                ObjectNode result = results.addObject().put("index", i);
                result.put("relevance_score", scores[i]);
                if (texts) {
                  result.putObject("document").put("text", documents.get(i));
                }
              });
      int used = tokens.stream().mapToInt(t -> t.length).sum();
      answer.putObject("usage").put("prompt_tokens", used).put("total_tokens", used);
      exchange.json(200, answer);
    }
  }

  /** The query's tokens, then those of each document. */
  private static List<int[]> tokens(String query, List<String> documents, Generator generator) {
    List<int[]> tokens = new ArrayList<>();
    tokens.add(generator.tokenizer().encode(query, true, false));
    for (String document : documents) {
      tokens.add(generator.tokenizer().encode(document, true, false));
    }
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).length == 0) {
        String param = i == 0 ? "query" : "documents[" + (i - 1) + "]";
        throw ApiException.bad(param, param + " is empty");
      }
    }
    return tokens;
  }

  /** Texts, or objects with a text. */
  private static List<String> documents(JsonFields body) {
    List<String> documents = new ArrayList<>();
    for (JsonNode item : body.items("documents", MAX_DOCUMENTS)) {
      JsonNode text = item.isObject() ? item.get("text") : item;
      if (text == null || !text.isString()) {
        throw body.wrong("documents", "a list of texts, or of objects with a text");
      }
      documents.add(text.stringValue());
    }
    if (documents.isEmpty()) {
      throw body.wrong("documents", "a list of at least one document");
    }
    return documents;
  }

  private static double[] relevance(
      String query, List<String> documents, Generator generator, Exchange exchange) {
    DoubleStream.Builder all = DoubleStream.builder();
    Portions.each(
        documents,
        exchange,
        few -> Arrays.stream(generator.relevance(query, few)).forEach(all::add));
    return all.build().toArray();
  }

  private static double[] cosines(List<float[]> vectors) {
    return vectors.stream().skip(1).mapToDouble(v -> dot(vectors.getFirst(), v)).toArray();
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
