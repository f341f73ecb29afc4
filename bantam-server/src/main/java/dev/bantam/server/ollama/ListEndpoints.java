package dev.bantam.server.ollama;

import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.model.ModelPool;
import dev.bantam.server.model.ServedModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** {@code /api/version}, {@code /api/tags} and {@code /api/ps}. */
final class ListEndpoints {
  /** Clients ask which Ollama this is: the one whose API it is. */
  private static final String VERSION = "0.12.11";

  private static final int MAX_KNOWN = 1000;

  private final ModelPool models;

  /** By digest: a list should not open every file each time. */
  private final Map<String, ModelDetails> known = new ConcurrentHashMap<>();

  ListEndpoints(ModelPool models) {
    this.models = models;
  }

  void version(Exchange exchange) {
    exchange.json(200, Map.of("version", VERSION));
  }

  void tags(Exchange exchange) throws IOException {
    List<Object> list = new ArrayList<>();
    for (ServedModel model : models.list()) {
      Map<String, Object> line = head(model.name());
      line.put("modified_at", model.modified().toString());
      line.put("size", model.bytes());
      line.put("digest", model.digest());
      line.put("details", details(model));
      list.add(line);
    }
    exchange.json(200, Map.of("models", list));
  }

  void running(Exchange exchange) throws IOException {
    List<Object> list = new ArrayList<>();
    for (ModelPool.State state : models.loaded()) {
      Map<String, Object> line = head(state.name());
      line.put("size", state.bytes());
      try {
        ServedModel model = models.find(state.name());
        line.put("digest", model.digest());
        line.put("details", details(model));
      } catch (ApiException e) {
        line.put("digest", ""); // it was deleted while it is loaded
      }
      line.put("expires_at", state.expires().toString());
      line.put("size_vram", 0);
      line.put("context_length", state.context());
      list.add(line);
    }
    exchange.json(200, Map.of("models", list));
  }

  private static Map<String, Object> head(String name) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("name", ModelDetails.name(name));
    line.put("model", ModelDetails.name(name));
    return line;
  }

  private Map<String, Object> details(ServedModel model) throws IOException {
    String digest = model.digest();
    ModelDetails details = known.get(digest);
    if (details == null) {
      details = ModelDetails.of(model);
      if (known.size() >= MAX_KNOWN) {
        known.clear();
      }
      known.put(digest, details);
    }
    return details.toMap(model);
  }
}
