package dev.bantam.server;

import dev.bantam.evaluate.energy.EnergySettings;
import dev.bantam.generate.Generator;
import dev.bantam.server.http.HttpSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a server is run.
 *
 * @param http where it listens and whom it answers
 * @param model the one to load at once and for clients that name none of those here, or null
 * @param generator how models are run
 * @param keepAlive how long an unused model stays loaded
 * @param queue most requests that wait for a place, for each model
 * @param energy how the energy of answers is found; null if it is not to be told
 * @param indexes the folders of the document indexes that are served, by their names; null for all
 *     that the home has
 */
public record ServerSettings(
    HttpSettings http,
    @Nullable String model,
    Generator.Options generator,
    Duration keepAlive,
    int queue,
    @Nullable EnergySettings energy,
    @Nullable Map<String, Path> indexes) {
  /** Loopback, Ollama's port, no keys. */
  public static final ServerSettings DEFAULT =
      new ServerSettings(
          HttpSettings.DEFAULT,
          null,
          Generator.Options.DEFAULT.withParallel(64),
          Duration.ofMinutes(5),
          128,
          null,
          null);

  public ServerSettings withHttp(HttpSettings value) {
    return new ServerSettings(value, model, generator, keepAlive, queue, energy, indexes);
  }

  public ServerSettings withPort(int value) {
    return withHttp(http.withPort(value));
  }

  public ServerSettings withModel(@Nullable String value) {
    return new ServerSettings(http, value, generator, keepAlive, queue, energy, indexes);
  }

  public ServerSettings withGenerator(Generator.Options value) {
    return new ServerSettings(http, model, value, keepAlive, queue, energy, indexes);
  }

  public ServerSettings withKeepAlive(Duration value) {
    return new ServerSettings(http, model, generator, value, queue, energy, indexes);
  }

  public ServerSettings withQueue(int value) {
    return new ServerSettings(http, model, generator, keepAlive, value, energy, indexes);
  }

  public ServerSettings withEnergy(@Nullable EnergySettings value) {
    return new ServerSettings(http, model, generator, keepAlive, queue, value, indexes);
  }

  public ServerSettings withIndexes(@Nullable Map<String, Path> value) {
    return new ServerSettings(http, model, generator, keepAlive, queue, energy, value);
  }
}
