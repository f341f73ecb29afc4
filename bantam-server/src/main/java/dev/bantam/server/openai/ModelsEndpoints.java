package dev.bantam.server.openai;

import dev.bantam.hub.Manifest;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.model.ModelPool;
import dev.bantam.server.model.ServedModel;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** {@code /v1/models}: what is on this machine. */
final class ModelsEndpoints {
  private final ModelPool models;

  ModelsEndpoints(ModelPool models) {
    this.models = models;
  }

  void all(Exchange exchange) throws IOException {
    List<Object> data = models.list().stream().map(ModelsEndpoints::describe).toList();
    exchange.json(200, Map.of("object", "list", "data", data));
  }

  void one(Exchange exchange) throws IOException {
    exchange.json(200, describe(models.find(exchange.path("model"))));
  }

  private static Object describe(ServedModel model) {
    Manifest manifest = model.manifest();
    return JsonTree.object()
        .put("id", model.name())
        .put("object", "model")
        .put("created", manifest == null ? 0 : manifest.added().getEpochSecond())
        .put("owned_by", "bantam");
  }
}
