package dev.bantam.server;

import dev.bantam.generate.Generator;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a server is run.
 *
 * @param host the address to listen on
 * @param port 0 for any that is free
 * @param hosts names beside the loopback's under which clients may address it
 * @param keys SHA-256 of keys, as 64 hex digits, one of which a client must have; none for no key
 * @param adminKey SHA-256 of the key for changes of what is stored; null for nobody from afar
 * @param model the one to load at once and for clients that name none of those here, or null
 * @param generator how models are run
 * @param keepAlive how long an unused model stays loaded
 * @param queue most requests that wait for a place, for each model
 */
public record ServerSettings(
    String host,
    int port,
    List<String> hosts,
    List<String> keys,
    @Nullable String adminKey,
    @Nullable String model,
    Generator.Options generator,
    Duration keepAlive,
    int queue) {
  /** Loopback, Ollama's port, no keys. */
  public static final ServerSettings DEFAULT =
      new ServerSettings(
          "127.0.0.1",
          11434,
          List.of(),
          List.of(),
          null,
          null,
          Generator.Options.DEFAULT.withParallel(64),
          Duration.ofMinutes(5),
          128);

  public ServerSettings {
    hosts = List.copyOf(hosts);
    keys = List.copyOf(keys);
  }

  public ServerSettings withPort(int value) {
    return new ServerSettings(
        host, value, hosts, keys, adminKey, model, generator, keepAlive, queue);
  }

  public ServerSettings withModel(@Nullable String value) {
    return new ServerSettings(
        host, port, hosts, keys, adminKey, value, generator, keepAlive, queue);
  }

  public ServerSettings withGenerator(Generator.Options value) {
    return new ServerSettings(host, port, hosts, keys, adminKey, model, value, keepAlive, queue);
  }
}
