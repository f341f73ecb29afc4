package dev.bantam.server.http;

import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Listens, and hands each request to its endpoint on a virtual thread. */
public final class HttpServer implements AutoCloseable {
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final Server server;
  private final Connections connections;
  private final Dispatcher dispatcher;
  private final HttpSettings settings;

  /**
   * A server that does not listen yet; until then, routes may be added.
   *
   * @param observer learns of each request
   */
  public HttpServer(HttpSettings settings, Router router, HttpObserver observer) {
    this.settings = settings;
    dispatcher = new Dispatcher(settings, router, observer);
    QueuedThreadPool threads = new QueuedThreadPool(16, 4);
    threads.setName("bantam-http");
    threads.setDaemon(true);
    server = new Server(threads);
    connections = new Connections(server, settings, new HttpConnectionFactory(http()));
    server.addConnector(connections);
    server.addBean(new NetworkConnectionLimit(HttpLimits.CONNECTIONS, connections));
    server.setErrorHandler(new ErrorResponses());
    server.setHandler(dispatcher);
  }

  /**
   * Starts to listen.
   *
   * @throws IOException if the address or port is not free
   */
  public void start() throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      stop();
      throw notStarted(e);
    }
  }

  private static HttpConfiguration http() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(HttpLimits.HEAD);
    // Clients encode the slash in a model's name.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with("bantam", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR));
    return http;
  }

  private IOException notStarted(Exception e) {
    String address = settings.host() + ":" + settings.port();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return new IOException(
            "cannot listen on %s: %s; --port chooses another port"
                .formatted(address, cause.getMessage()),
            e);
      }
    }
    return new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
  }

  /** The port that it listens on. */
  public int port() {
    return connections.getLocalPort();
  }

  /** Requests that are being answered. */
  public int active() {
    return dispatcher.active();
  }

  /** Whether it is stopping and answers no new requests. */
  public boolean isDraining() {
    return dispatcher.isDraining();
  }

  /**
   * Stops: new requests are refused, those that run may come to their end within the drain time,
   * and then are ended with an error.
   */
  @Override
  public void close() {
    dispatcher.drain(settings.timeouts().drain(), LAST_WORDS);
    stop();
  }

  private void stop() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the server did not stop", e);
    }
  }
}
