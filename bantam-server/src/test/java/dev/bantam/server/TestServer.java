package dev.bantam.server;

import dev.bantam.TinyModel;
import dev.bantam.hub.Catalogue;
import dev.bantam.hub.Environment;
import dev.bantam.hub.Home;
import dev.bantam.hub.Hub;
import dev.bantam.hub.ModelName;
import dev.bantam.hub.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A server on a free port with a hub of its own, which has the models {@code tiny} and {@code
 * other}.
 */
public final class TestServer implements AutoCloseable {
  private final BantamServer server;
  private final Hub hub;

  public TestServer(Path folder, ServerSettings settings) throws IOException {
    hub = hub(folder);
    server = new BantamServer(hub, settings.withPort(0));
  }

  /** With the default settings. */
  public TestServer(Path folder) throws IOException {
    this(folder, ServerSettings.DEFAULT);
  }

  private static Hub hub(Path folder) throws IOException {
    Home home = Home.at(folder.resolve("home"));
    Environment environment = new Environment(Map.of(), folder, "Linux");
    Hub hub = new Hub(home, new Catalogue(List.of(), List.of()), environment);
    add(hub, folder, "tiny", 1);
    add(hub, folder, "other", 2);
    return hub;
  }

  private static void add(Hub hub, Path folder, String name, long seed) throws IOException {
    Path file = folder.resolve(name + ".gguf");
    if (!Files.exists(file)) {
      TinyModel.write(file, seed);
    }
    add(hub, name, file);
  }

  /** Adds a model's file to the server's. */
  public void add(String name, Path file) throws IOException {
    add(hub, name, file);
  }

  private static void add(Hub hub, String name, Path file) throws IOException {
    ModelName.Friendly friendly = (ModelName.Friendly) ModelName.parse(name);
    if (hub.home().find(friendly) == null) {
      hub.home().add(friendly, file, null, Progress.NONE);
    }
  }

  public Hub hub() {
    return hub;
  }

  public int port() {
    return server.port();
  }

  /** An address of the server, such as of {@code /v1}. */
  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  @Override
  public void close() {
    server.close();
  }
}
