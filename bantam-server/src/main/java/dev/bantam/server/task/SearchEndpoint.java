package dev.bantam.server.task;

import dev.bantam.retrieve.DocumentIndex;
import dev.bantam.retrieve.Mode;
import dev.bantam.retrieve.RetrieveLimits;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.Endpoint;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.HttpLimits;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.index.ServedIndexes;
import dev.bantam.tasks.answer.Hit;
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

  SearchEndpoint(ServedIndexes indexes) {
    this.indexes = indexes;
  }

  @Override
  public void handle(Exchange exchange) throws Exception {
    JsonFields body = exchange.body(HttpLimits.DOCUMENT);
    String query = body.string("query");
    int most = body.integer("k", 1, RetrieveLimits.HITS, MOST);
    Mode mode = mode(body);
    DocumentIndex index = indexes.of(body);
    List<Map<String, Object>> found = new ArrayList<>();
    for (Hit hit : mode == null ? index.retrieve(query, most) : index.retrieve(query, most, mode)) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("score", hit.score());
      fields.putAll(hit.passage().fields());
      fields.putAll(index.snippet(query, hit.passage()).fields());
      found.add(fields);
    }
    exchange.json(200, Map.of("hits", found));
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
