package dev.bantam.server.http;

import dev.bantam.generate.Answer;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server without models, on a free port. */
final class TestHttp implements AutoCloseable {
  final Router router = new Router();
  final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
  final HttpServer server;

  TestHttp(HttpSettings settings) {
    HttpObserver observer =
        new HttpObserver() {
          @Override
          public void answered(String model, String operation, Answer answer) {}

          @Override
          public void completed(String method, String route, int status, double seconds) {
            statuses.add(status);
          }
        };
    server = new HttpServer(settings.withPort(0), router, observer);
  }

  TestHttp route(String method, String path, Endpoint endpoint) {
    return route(method, path, Access.USER, endpoint);
  }

  TestHttp route(String method, String path, Access access, Endpoint endpoint) {
    router.add(method, path, Api.of(path), access, endpoint);
    return this;
  }

  TestHttp start() throws IOException {
    server.start();
    return this;
  }

  int port() {
    return server.port();
  }

  RawClient.Answer get(String path, String headers) throws IOException {
    return RawClient.once(port(), RawClient.request("GET " + path, headers, ""));
  }

  @Override
  public void close() {
    server.close();
  }
}
