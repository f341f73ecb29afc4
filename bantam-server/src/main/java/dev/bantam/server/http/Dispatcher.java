package dev.bantam.server.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** From a request to its endpoint, and from an exception to the API's own error. */
final class Dispatcher extends Handler.Abstract {
  private static final int RETRY_SECONDS = 30;

  private final HttpSettings settings;
  private final Router router;
  private final HttpObserver observer;
  private final Gate gate;
  private final Set<Exchange> running = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  Dispatcher(HttpSettings settings, Router router, HttpObserver observer) {
    super(InvocationType.NON_BLOCKING);
    this.settings = settings;
    this.router = router;
    this.observer = observer;
    this.gate = new Gate(settings);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    ClientEndPoint client =
        (ClientEndPoint) request.getConnectionMetaData().getConnection().getEndPoint();
    Exchange exchange = new Exchange(request, response, client, settings.timeouts(), observer);
    client.begin(exchange);
    running.add(exchange);
    Thread.ofVirtual()
        .name("bantam-request")
        .start(() -> run(request, response, exchange, callback));
    return true;
  }

  private void run(Request request, Response response, Exchange exchange, Callback callback) {
    Throwable failure = answer(request, response, exchange);
    exchange.complete();
    running.remove(exchange);
    observer.completed(exchange.method(), exchange.route(), exchange.status(), exchange.seconds());
    if (settings.verbose()) {
      System.err.println(exchange.logLine());
    }
    if (failure == null) {
      callback.succeeded();
    } else {
      callback.failed(failure);
    }
  }

  /** Answers; returns why the connection cannot be used any more, if so. */
  private @Nullable Throwable answer(Request request, Response response, Exchange exchange) {
    String path = Request.getPathInContext(request);
    Api api = Api.of(path);
    try {
      try {
        gate.checkHead(request);
        if (!allowForeignPage(request, response)) {
          return null;
        }
        Router.Match match = router.find(request.getMethod(), path);
        api = match.route().api();
        exchange.route(match);
        if (draining && match.route().access() != Access.ANYONE) {
          throw stopping();
        }
        gate.checkKey(request, match.route().access());
        match.route().endpoint().handle(exchange);
        exchange.finish();
      } catch (ApiException e) {
        exchange.fail(api, e);
      } catch (IOException | UncheckedIOException e) {
        if (exchange.isGone()) {
          return e;
        }
        if (e.getCause() instanceof HttpException) {
          return e.getCause();
        }
        fail(exchange, api, e);
      } catch (Exception | Error e) {
        fail(exchange, api, e);
      }
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  private static void fail(Exchange exchange, Api api, Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    // Not the message, in which a prompt may be.
    System.err.println(
        "bantam: internal error in %s: %s at %s"
            .formatted(
                exchange.route(), e.getClass().getName(), trace.length > 0 ? trace[0] : "?"));
    exchange.fail(api, ApiException.of(500, "api_error", null, "internal error"));
  }

  /** Tells a browser whether another page may see the answer; false if it only wants to know. */
  private boolean allowForeignPage(Request request, Response response) {
    String origin = gate.foreignOrigin(request);
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    if (origin == null) {
      return true;
    }
    response.getHeaders().put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    response.getHeaders().put(HttpHeader.VARY, "Origin");
    if (!request.getMethod().equals("OPTIONS")) {
      return true;
    }
    response.setStatus(204);
    response.getHeaders().put("Access-Control-Allow-Methods", "GET, POST, DELETE, HEAD");
    String asked = request.getHeaders().get("Access-Control-Request-Headers");
    if (asked != null) {
      response.getHeaders().put("Access-Control-Allow-Headers", asked);
    }
    response.getHeaders().put("Access-Control-Max-Age", "600");
    return false;
  }

  int active() {
    return running.size();
  }

  boolean isDraining() {
    return draining;
  }

  /** Refuses new requests and waits for those that run; then ends them. */
  void drain(Duration patience, Duration lastWords) {
    draining = true;
    await(patience);
    running.forEach(exchange -> exchange.end(stopping()));
    await(lastWords);
  }

  private void await(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (!running.isEmpty() && System.nanoTime() - deadline < 0) {
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ApiException stopping() {
    return ApiException.stopping(RETRY_SECONDS);
  }
}
