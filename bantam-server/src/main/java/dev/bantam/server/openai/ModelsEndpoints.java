package dev.bantam.server.openai;

import dev.bantam.hub.Manifest;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.model.ModelPool;
import dev.bantam.server.model.ServedModel;
import java.io.IOException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/models}: what is on this machine. */
final class ModelsEndpoints {
  private final ModelPool models;

  ModelsEndpoints(ModelPool models) {
    this.models = models;
  }

  void all(Exchange exchange) throws IOException {
    ObjectNode list = JsonTree.object().put("object", "list");
    ArrayNode data = list.putArray("data");
    for (ServedModel model : models.list()) {
      data.add(describe(model));
    }
    exchange.json(200, list);
  }

  void one(Exchange exchange) throws IOException {
    exchange.json(200, describe(models.find(exchange.path("model"))));
  }

  private static ObjectNode describe(ServedModel model) {
    Manifest manifest = model.manifest();
    return JsonTree.object()
        .put("id", model.name())
        .put("object", "model")
        .put("created", manifest == null ? 0 : manifest.added().getEpochSecond())
        .put("owned_by", "bantam");
  }
}
