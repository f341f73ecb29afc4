package dev.bantam.server.ollama;

import dev.bantam.generate.Generator;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Lease;
import dev.bantam.server.model.ModelPool;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /api/embed}, and {@code /api/embeddings} from before that. */
final class EmbedEndpoints {
  private static final int MAX_TEXTS = 2048;

  private final ModelPool models;

  EmbedEndpoints(ModelPool models) {
    this.models = models;
  }

  void all(Exchange exchange) throws Exception {
    long begun = System.nanoTime();
    JsonFields body = exchange.body();
    String model = body.string("model");
    List<String> texts = body.strings("input", MAX_TEXTS);
    boolean truncate = body.truth("truncate", true);
    int dimensions = body.integer("dimensions", 0, Integer.MAX_VALUE, 0);
    try (Lease lease = lease(model, body)) {
      Generator generator = lease.generator();
      int tokens = 0;
      List<String> fitting = new ArrayList<>();
      for (String text : texts) {
        fitting.add(truncate ? fit(text, generator) : text);
        tokens += length(fitting.getLast(), generator);
      }
      List<float[]> vectors = new ArrayList<>();
      for (float[] vector : embed(fitting, "input", generator, true)) {
        vectors.add(shortened(vector, dimensions));
      }
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("model", model);
      answer.put("embeddings", vectors);
      answer.put("total_duration", System.nanoTime() - begun);
      answer.put("load_duration", lease.loadTime().toNanos());
      answer.put("prompt_eval_count", tokens);
      exchange.json(200, answer);
    }
  }

  /** The older form: one text, cut if need be, and a vector of any length. */
  void one(Exchange exchange) throws Exception {
    JsonFields body = exchange.body();
    String model = body.string("model");
    String text = String.valueOf(body.string("prompt", ""));
    try (Lease lease = lease(model, body)) {
      List<String> texts = text.isEmpty() ? List.of() : List.of(fit(text, lease.generator()));
      List<float[]> vectors = embed(texts, "prompt", lease.generator(), false);
      exchange.json(200, Map.of("embedding", vectors.isEmpty() ? List.of() : vectors.getFirst()));
    }
  }

  private Lease lease(String model, JsonFields body) throws Exception {
    Duration keepAlive = KeepAlive.read(body);
    Lease lease = models.lease(model);
    if (keepAlive != null) {
      lease.keepAlive(keepAlive);
    }
    return lease;
  }

  private static List<float[]> embed(
      List<String> texts, String param, Generator generator, boolean normalize) {
    if (texts.isEmpty()) {
      return List.of();
    }
    try {
      return generator.embedAll(texts, generator.pooling(), normalize);
    } catch (IllegalArgumentException e) {
      throw ApiException.bad(param, param + ": " + e.getMessage());
    }
  }

  private static int length(String text, Generator generator) {
    return generator.tokenizer().encode(text, true, false).length;
  }

  /** As much of a text's beginning as the context holds. */
  private static String fit(String text, Generator generator) {
    String fitting = text;
    int keep = generator.context();
    int[] tokens = generator.tokenizer().encode(text, true, false);
    int length = tokens.length;
    while (length > generator.context() && keep > 0) {
      int[] head = Arrays.copyOf(tokens, keep);
      fitting = new String(generator.tokenizer().decode(head, false, true), StandardCharsets.UTF_8);
      length = length(fitting, generator);
      keep -= Math.max(1, length - generator.context());
    }
    return fitting;
  }

  /** The first numbers of a vector, scaled to length 1 again. */
  private static float[] shortened(float[] vector, int dimensions) {
    if (dimensions == 0 || dimensions >= vector.length) {
      return vector;
    }
    float[] head = Arrays.copyOf(vector, dimensions);
    double squares = 0;
    for (float x : head) {
      squares += (double) x * x;
    }
    double scale = squares > 0 ? 1 / Math.sqrt(squares) : 1;
    for (int i = 0; i < head.length; i++) {
      head[i] = (float) (head[i] * scale);
    }
    return head;
  }
}
