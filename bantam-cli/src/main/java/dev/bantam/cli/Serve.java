package dev.bantam.cli;

import dev.bantam.hub.Hub;
import dev.bantam.server.BantamServer;
import dev.bantam.server.ServerSettings;
import dev.bantam.server.http.HttpSettings;
import dev.bantam.server.http.Timeouts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam serve}. */
@Command(
    name = "serve",
    description = {
      "Serve models to programs and browsers: OpenAI's, Ollama's and Anthropic's APIs, a web page.",
      "Any model on this machine is loaded when it is asked for. Ctrl-C lets what runs come to its"
          + " end, and stops; again stops at once."
    },
    mixinStandardHelpOptions = true)
final class Serve implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      description = {"Loaded at once, and meant by clients that name none.", ModelArgument.HELP})
  private @Nullable String model;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description =
          "Where to listen; default ${DEFAULT-VALUE}. One that others can reach needs a key.")
  private String host = HttpSettings.DEFAULT.host();

  @Option(names = "--port", paramLabel = "N", description = "Default ${DEFAULT-VALUE}; 0: any.")
  private int port = HttpSettings.DEFAULT.port();

  @Option(
      names = "--host-name",
      paramLabel = "NAME",
      description = "A name by which clients call the server, as before a proxy; may be repeated.")
  private List<String> names = List.of();

  @Option(
      names = "--origin",
      paramLabel = "URL",
      description = "A site whose pages may use the server from a browser; may be repeated.")
  private List<String> origins = List.of();

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "Most answers at a time, for each model; default ${DEFAULT-VALUE}.")
  private int parallel = ServerSettings.DEFAULT.generator().parallel();

  @Option(
      names = "--queue",
      paramLabel = "N",
      description = "Most requests that wait, for each model; default ${DEFAULT-VALUE}.")
  private int queue = ServerSettings.DEFAULT.queue();

  @Option(
      names = "--speculate",
      paramLabel = "N",
      description =
          "Most tokens guessed at once from what a text says earlier, where that saves time; 0 for"
              + " none; default ${DEFAULT-VALUE}. It does not change answers.")
  private int speculate = ServerSettings.DEFAULT.generator().speculate();

  @Option(
      names = "--keep-alive",
      paramLabel = "MINUTES",
      description = "How long an unused model stays loaded; default ${DEFAULT-VALUE}; -1: always.")
  private long keepAlive = ServerSettings.DEFAULT.keepAlive().toMinutes();

  @Option(
      names = "--index",
      paramLabel = "NAME[=DIR]",
      description = {
        "A document index that clients may search and ask, by its name; may be repeated.",
        "Default: all that 'index' gave a name; with keys, none."
      })
  private List<String> indexes = List.of();

  @Option(
      names = "--verbose",
      description = "Print a line for each request: what, status, time, tokens; never its text.")
  private boolean verbose;

  @Mixin private KeyArguments keys = new KeyArguments();
  @Mixin private EnergyArguments energy = new EnergyArguments();
  @Mixin private EngineArguments engine = new EngineArguments();

  @Override
  public Integer call() throws Exception {
    ServerSettings settings = settings();
    fetch();
    try (BantamServer server = new BantamServer(Hub.current(), settings)) {
      System.err.printf(
          "Serving %s at %s%n",
          model == null ? "the models on this machine" : model, address(server.port()));
      awaitSignal();
    }
    return 0;
  }

  /** Fetches the model if it is not here; and one to begin with, where there is none at all. */
  private void fetch() throws IOException {
    if (model != null || Hub.current().home().list().isEmpty()) {
      ModelArgument.resolve(model);
    }
  }

  private ServerSettings settings() throws IOException {
    HttpSettings http =
        new HttpSettings(host, port, names, origins, keys.keys(), Timeouts.DEFAULT, verbose);
    return new ServerSettings(
        http,
        model,
        engine.options().withParallel(parallel).withSpeculate(speculate),
        Duration.ofMinutes(keepAlive),
        queue,
        energy.settings(),
        indexes(http));
  }

  /** What has no name of an operator's is served to nobody who came from afar. */
  private @Nullable Map<String, Path> indexes(HttpSettings http) {
    if (indexes.isEmpty() && !http.keys().areAsked()) {
      IndexArguments.home(); // Lucene keeps quiet
      return null;
    }
    Map<String, Path> named = new HashMap<>();
    for (String text : indexes) {
      int equals = text.indexOf('=');
      String name = equals < 0 ? text : text.substring(0, equals);
      Path folder = IndexArguments.home().folder(name);
      named.put(name, equals < 0 ? folder : Path.of(text.substring(equals + 1)));
    }
    return named;
  }

  private String address(int bound) {
    return "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, bound);
  }

  /** Returns at the first Ctrl-C or SIGTERM; the second ends the program. */
  private static void awaitSignal() throws InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    Map<String, Object> before = new HashMap<>();
    for (String signal : List.of("INT", "TERM")) {
      before.put(
          signal,
          Signals.register(
              signal,
              () -> {
                System.err.println("Stopping when all answers are complete (again stops at once)");
                stop.countDown();
                Signals.registerDefault(signal);
              }));
    }
    try {
      stop.await();
    } catch (InterruptedException e) {
      before.forEach(Signals::unregister);
      throw e;
    }
  }
}
