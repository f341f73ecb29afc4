package dev.bantam.server.task;

import dev.bantam.evaluate.energy.EnergyStopwatch;
import dev.bantam.retrieve.DocumentIndex;
import dev.bantam.retrieve.Mode;
import dev.bantam.retrieve.Reranked;
import dev.bantam.retrieve.Reranker;
import dev.bantam.retrieve.RetrieveLimits;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.Endpoint;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.HttpLimits;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.index.ServedIndexes;
import dev.bantam.server.model.Lease;
import dev.bantam.server.model.ModelPool;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.answer.Hit;
import dev.bantam.tasks.answer.Retriever;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v1/tasks/search}: passages of an index. */
final class SearchEndpoint implements Endpoint {
  private static final int MOST = 10;

  private final ServedIndexes indexes;
  private final ModelPool models;
  private final EnergyStopwatch clock;

  /**
   * @param models that may rerank
   */
  SearchEndpoint(ServedIndexes indexes, ModelPool models, EnergyStopwatch clock) {
    this.indexes = indexes;
    this.models = models;
    this.clock = clock;
  }

  @Override
  public void handle(Exchange exchange) throws Exception {
    JsonFields body = exchange.body(HttpLimits.DOCUMENT);
    String query = body.string("query");
    int most = body.integer("k", 1, RetrieveLimits.HITS, MOST);
    DocumentIndex index = indexes.of(body);
    exchange.takesLong();
    List<Map<String, Object>> found = new ArrayList<>();
    for (Hit hit : hits(body, index, query, most)) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("score", hit.score());
      fields.putAll(hit.passage().fields());
      fields.putAll(index.snippet(query, hit.passage()).fields());
      found.add(fields);
    }
    exchange.json(200, Map.of("hits", found));
  }

  /** What is found, in the order of the model {@code rerank} if the request names one. */
  private List<Hit> hits(JsonFields body, DocumentIndex index, String query, int most)
      throws IOException {
    Mode mode = mode(body);
    Retriever retriever = mode == null ? index : index.by(mode);
    String reranker = body.string("rerank", null);
    int candidates = body.integer("candidates", 1, RetrieveLimits.HITS, Reranker.CANDIDATES);
    if (reranker == null) {
      return retriever.retrieve(query, most);
    }
    try (Lease lease = models.lease(reranker)) {
      // Not closed: the generator is the lease's, the stopwatch the server's.
      TaskModel model = new TaskModel(lease.name(), lease.generator(), clock);
      return new Reranked(retriever, reranker(model), candidates).retrieve(query, most);
    }
  }

  private static Reranker reranker(TaskModel model) {
    try {
      return Reranker.of(model);
    } catch (IllegalArgumentException e) {
      throw ApiException.bad("rerank", e.getMessage());
    }
  }

  /** The field {@code mode}; null if it is absent. */
  private static @Nullable Mode mode(JsonFields body) {
    String name = body.string("mode", null);
    if (name == null) {
      return null;
    }
    return Arrays.stream(Mode.values())
        .filter(mode -> mode.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> ApiException.bad("mode", "mode must be bm25, vectors or hybrid"));
  }
}
