package dev.bantam.server.ollama;

import dev.bantam.hub.Hub;
import dev.bantam.server.http.Access;
import dev.bantam.server.http.Api;
import dev.bantam.server.http.Endpoint;
import dev.bantam.server.http.Router;
import dev.bantam.server.model.ModelPool;
import dev.bantam.server.model.Refusals;

/**
 * Ollama's API. What works and what differs is listed in {@code docs/ollama.md}.
 *
 * <p>Source: ollama/ollama, docs/api.md and api/types.go.
 */
public final class OllamaApi {
  private OllamaApi() {}

  /** Adds its routes. */
  public static void register(Router router, Hub hub, ModelPool models) {
    add(router, "POST", "/api/chat", Access.USER, new ChatEndpoint(models));
    add(router, "POST", "/api/generate", Access.USER, new GenerateEndpoint(models));
    EmbedEndpoints embed = new EmbedEndpoints(models);
    add(router, "POST", "/api/embed", Access.USER, embed::all);
    add(router, "POST", "/api/embeddings", Access.USER, embed::one);
    ListEndpoints list = new ListEndpoints(models);
    add(router, "GET", "/api/version", Access.USER, list::version);
    add(router, "GET", "/api/tags", Access.USER, list::tags);
    add(router, "GET", "/api/ps", Access.USER, list::running);
    add(router, "POST", "/api/show", Access.USER, new ShowEndpoint(models));
    StoreEndpoints store = new StoreEndpoints(hub, models);
    add(router, "POST", "/api/copy", Access.ADMIN, store::copy);
    add(router, "DELETE", "/api/delete", Access.ADMIN, store::delete);
    add(router, "GET", "/api/blobs/{digest}", Access.ADMIN, store::hasBlob);
    add(router, "POST", "/api/blobs/{digest}", Access.ADMIN, store::receiveBlob);
    add(router, "POST", "/api/pull", Access.ADMIN, new PullEndpoint(hub));
    add(router, "POST", "/api/create", Access.ADMIN, new CreateEndpoint(hub));
  }

  private static void add(
      Router router, String method, String path, Access access, Endpoint endpoint) {
    router.add(
        method,
        path,
        Api.OLLAMA,
        access,
        exchange -> {
          try {
            endpoint.handle(exchange);
          } catch (RuntimeException e) {
            throw Refusals.of(e);
          }
        });
  }
}
