package dev.bantam.server;

import dev.bantam.hub.Hub;
import dev.bantam.server.http.Access;
import dev.bantam.server.http.Api;
import dev.bantam.server.http.HttpObserver;
import dev.bantam.server.http.HttpServer;
import dev.bantam.server.http.Router;
import dev.bantam.server.model.ModelPool;
import dev.bantam.server.openai.OpenAiApi;
import dev.bantam.server.page.Arena;
import dev.bantam.server.page.Page;
import java.io.IOException;
import java.util.Map;

/** A running server: the models of a hub behind the APIs that clients know. */
public final class BantamServer implements AutoCloseable {
  private final ModelPool models;
  private final HttpServer http;

  /** Starts to serve. */
  public BantamServer(Hub hub, ServerSettings settings) throws IOException {
    models = new ModelPool(hub, settings);
    Router router = new Router();
    router.add(
        "GET",
        "/health",
        Api.OPENAI,
        Access.ANYONE,
        exchange -> exchange.json(200, Map.of("status", "ok")));
    OpenAiApi.register(router, models);
    Page.register(router);
    new Arena(hub.home().root()).register(router);
    http = new HttpServer(settings.http(), router, HttpObserver.NONE);
  }

  /** The port that it listens on. */
  public int port() {
    return http.port();
  }

  /** Lets what runs come to its end, and stops. */
  @Override
  public void close() {
    http.close();
    models.close();
  }
}
