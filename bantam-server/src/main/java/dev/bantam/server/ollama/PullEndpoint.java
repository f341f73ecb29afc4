package dev.bantam.server.ollama;

import dev.bantam.hub.Hub;
import dev.bantam.hub.HubException;
import dev.bantam.hub.ModelName;
import dev.bantam.hub.Progress;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.Endpoint;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.JsonFields;
import java.io.IOException;

/** {@code /api/pull}. Fetches from the sources that the hub knows, and from no client's address. */
final class PullEndpoint implements Endpoint {
  private final Hub hub;

  PullEndpoint(Hub hub) {
    this.hub = hub;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    JsonFields body = exchange.body();
    ModelName name = name(OllamaNames.model(body));
    StatusLines.run(exchange, body, "pulling manifest", progress -> pull(name, progress));
  }

  private void pull(ModelName name, Progress progress) throws IOException {
    // What was made here has no source to be fetched from.
    boolean own =
        name instanceof ModelName.Friendly friendly
            && hub.catalogue().find(friendly) == null
            && hub.find(name) != null;
    if (!own) {
      hub.pull(name, progress);
    }
  }

  private static ModelName name(String text) {
    ModelName name;
    try {
      name = ModelName.parse(text);
    } catch (HubException.BadName e) {
      throw ApiException.bad("model", "model: " + e.getMessage());
    }
    if (name instanceof ModelName.Local || name instanceof ModelName.Web) {
      throw ApiException.bad(
          "model", "model must be a name, such as those of the catalogue, or hf:OWNER/REPO");
    }
    return name;
  }
}
