package dev.bantam.server.http;

import java.io.IOException;
import java.util.Map;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** Listens, and hands each request to its endpoint on a virtual thread. */
public final class HttpServer implements AutoCloseable {
  private final Server server;
  private final ServerConnector connector;

  /**
   * Starts to listen.
   *
   * @param host an address of this machine
   * @param port 0 for any that is free
   */
  public HttpServer(String host, int port, Router router) throws IOException {
    server = new Server(new VirtualThreadPool());
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HttpLimits.HEAD);
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(host);
    connector.setPort(port);
    server.addConnector(connector);
    server.setHandler(new Dispatcher(router));
    try {
      server.start();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the server did not start: " + e.getMessage(), e);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the server did not stop", e);
    }
  }

  /** From a request to its endpoint, and from an exception to the API's own error. */
  private static final class Dispatcher extends Handler.Abstract {
    private final Router router;

    Dispatcher(Router router) {
      super(InvocationType.BLOCKING);
      this.router = router;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      String path = Request.getPathInContext(request);
      Router.Match match = router.find(request.getMethod(), path);
      Api api = match == null ? Api.OPENAI : match.route().api();
      Map<String, String> parameters = match == null ? Map.of() : match.parameters();
      Exchange exchange = new Exchange(request, response, parameters);
      try {
        if (match == null) {
          throw ApiException.of(
              404,
              "not_found_error",
              "unknown_url",
              "there is no " + request.getMethod() + " " + path);
        }
        match.route().endpoint().handle(exchange);
        callback.succeeded();
      } catch (ApiException e) {
        fail(exchange, api, e, callback);
      } catch (Exception e) {
        fail(exchange, api, ApiException.of(500, "api_error", null, "internal error"), callback);
      }
      return true;
    }

    private static void fail(Exchange exchange, Api api, ApiException e, Callback callback) {
      if (exchange.isCommitted()) {
        callback.failed(e);
        return;
      }
      if (e.retryAfter() > 0) {
        exchange.setHeader("Retry-After", Integer.toString(e.retryAfter()));
      }
      exchange.json(e.status(), api.error(e));
      callback.succeeded();
    }
  }
}
