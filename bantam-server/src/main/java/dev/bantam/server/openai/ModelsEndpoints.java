package dev.bantam.server.openai;

import dev.bantam.hub.Hub;
import dev.bantam.hub.HubException;
import dev.bantam.hub.Manifest;
import dev.bantam.hub.ModelName;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v1/models}: what is on this machine. */
final class ModelsEndpoints {
  private final Hub hub;

  ModelsEndpoints(Hub hub) {
    this.hub = hub;
  }

  void all(Exchange exchange) throws IOException {
    List<Object> data = new ArrayList<>();
    for (Manifest manifest : hub.home().list()) {
      if (hub.home().isComplete(manifest)) {
        data.add(describe(manifest));
      }
    }
    exchange.json(200, Map.of("object", "list", "data", data));
  }

  void one(Exchange exchange) throws IOException {
    String name = exchange.path("model");
    Manifest manifest = find(name);
    if (manifest == null) {
      throw ApiException.noModel(name);
    }
    exchange.json(200, describe(manifest));
  }

  private @Nullable Manifest find(String name) throws IOException {
    try {
      return hub.home().find(hub.storedName(ModelName.parse(name)));
    } catch (HubException.BadName e) {
      return null;
    }
  }

  private static Object describe(Manifest manifest) {
    return JsonTree.object()
        .put("id", manifest.name())
        .put("object", "model")
        .put("created", manifest.added().getEpochSecond())
        .put("owned_by", "bantam");
  }
}
