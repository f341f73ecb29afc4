package dev.bantam.cli;

import dev.bantam.hub.Hub;
import dev.bantam.server.BantamServer;
import dev.bantam.server.ServerSettings;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam serve}. */
@Command(
    name = "serve",
    description = "Serve models to programs and browsers: OpenAI's and Ollama's APIs, a web page.")
final class Serve implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "MODEL", description = ModelArgument.HELP)
  private @Nullable String model;

  @Option(names = "--port", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  private int port = ServerSettings.DEFAULT.http().port();

  @Override
  public Integer call() throws Exception {
    ServerSettings settings = ServerSettings.DEFAULT.withPort(port).withModel(model);
    try (BantamServer server = new BantamServer(Hub.current(), settings)) {
      System.err.println("Listening on http://127.0.0.1:" + server.port());
      Thread.currentThread().join();
    }
    return 0;
  }
}
