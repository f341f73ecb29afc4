package dev.bantam.server;

import dev.bantam.evaluate.energy.Energy;
import dev.bantam.evaluate.energy.EnergyMeter;
import dev.bantam.evaluate.energy.EnergySettings;
import dev.bantam.evaluate.energy.EnergyStopwatch;
import dev.bantam.hub.Hub;
import dev.bantam.retrieve.IndexHome;
import dev.bantam.server.anthropic.AnthropicApi;
import dev.bantam.server.extra.ExtraApi;
import dev.bantam.server.http.Access;
import dev.bantam.server.http.Api;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.HttpServer;
import dev.bantam.server.http.Router;
import dev.bantam.server.index.ServedIndexes;
import dev.bantam.server.metrics.ServerMetrics;
import dev.bantam.server.model.ModelPool;
import dev.bantam.server.ollama.OllamaApi;
import dev.bantam.server.openai.OpenAiApi;
import dev.bantam.server.page.Arena;
import dev.bantam.server.page.Page;
import dev.bantam.server.task.TaskApi;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A running server: the models of a hub behind the APIs that clients know. */
public final class BantamServer implements AutoCloseable {
  private final ModelPool models;
  private final @Nullable EnergyMeter energy;
  private final EnergyStopwatch clock;
  private final ServedIndexes indexes;
  private final ServerMetrics metrics = new ServerMetrics();
  private final HttpServer http;

  /**
   * Starts to serve.
   *
   * @throws IOException if the address or port is not free
   */
  public BantamServer(Hub hub, ServerSettings settings) throws IOException {
    models = new ModelPool(hub, settings);
    energy =
        settings.energy() == null
            ? null
            : new EnergyMeter(settings.energy(), () -> models.load().running());
    Router router = new Router();
    http = new HttpServer(settings.http(), router, metrics);
    router.add("GET", "/health", Api.OPENAI, Access.ANYONE, this::health);
    metrics.register(router);
    metrics.gauge("http.server.active_requests", "Requests being answered", http::active);
    metrics.gauge("bantam.sequences", "Answers being made", () -> models.load().running());
    metrics.gauge("bantam.queue", "Requests that wait", () -> models.load().waiting());
    metrics.gauge("bantam.models", "Models loaded", () -> models.loaded().size());
    metrics.gauge("bantam.kv.cache.bytes", "KV caches of loaded models", models::cacheBytes);
    Energy told = energy == null ? Energy.NONE : energy;
    OpenAiApi.register(router, models, told);
    ExtraApi.register(router, models);
    OllamaApi.register(router, hub, models);
    AnthropicApi.register(router, models, told);
    clock = new EnergyStopwatch(EnergySettings.DEFAULT);
    indexes =
        new ServedIndexes(
            settings.indexes(), new IndexHome(hub.home().root().resolve("indexes")), models);
    TaskApi.register(router, models, indexes, clock);
    Page.register(router);
    boolean shared = settings.http().keys().areAsked();
    new Arena(hub.home().root()).register(router, shared ? Access.ADMIN : Access.USER);
    try {
      http.start();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void health(Exchange exchange) {
    boolean draining = http.isDraining();
    exchange.json(draining ? 503 : 200, Map.of("status", draining ? "draining" : "ok"));
  }

  /** The port that it listens on. */
  public int port() {
    return http.port();
  }

  /** Lets what runs come to its end, and stops. */
  @Override
  public void close() {
    http.close();
    try {
      indexes.close();
    } catch (IOException e) {
      // They were only read, and nobody is left who could do more about it.
    }
    models.close();
    metrics.close();
    clock.close();
    if (energy != null) {
      energy.close();
    }
  }
}
