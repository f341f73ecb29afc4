package dev.bantam.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.server.Figures;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Clients that are slow on purpose. The deadline that a test is about is shorter than that of a
 * real server; the others are not, as a busy machine would miss them.
 */
class SlowClientsTest {
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Timeouts USUAL = Timeouts.DEFAULT;

  private static TestHttp server(Timeouts timeouts) {
    return new TestHttp(HttpSettings.DEFAULT.withTimeouts(timeouts));
  }

  private static Timeouts head(Duration head) {
    return new Timeouts(
        head, USUAL.body(), USUAL.idle(), USUAL.write(), USUAL.request(), USUAL.drain());
  }

  private static Timeouts body(Duration body) {
    return new Timeouts(
        USUAL.head(), body, USUAL.idle(), USUAL.write(), USUAL.request(), USUAL.drain());
  }

  private static Timeouts idle(Duration idle) {
    return new Timeouts(
        USUAL.head(), USUAL.body(), idle, USUAL.write(), USUAL.request(), USUAL.drain());
  }

  private static Timeouts write(Duration write) {
    return new Timeouts(
        USUAL.head(), USUAL.body(), USUAL.idle(), write, USUAL.request(), USUAL.drain());
  }

  private static Timeouts request(Duration request) {
    return new Timeouts(
        USUAL.head(), USUAL.body(), USUAL.idle(), USUAL.write(), request, USUAL.drain());
  }

  private static Timeouts drain(Duration drain) {
    return new Timeouts(
        USUAL.head(), USUAL.body(), USUAL.idle(), USUAL.write(), USUAL.request(), drain);
  }

  /** Sends a text again and again, with pauses, until the answer is there. */
  private static RawClient.Answer trickle(RawClient client, String text) throws Exception {
    CompletableFuture<RawClient.Answer> answer = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            answer.complete(client.answer());
          } catch (IOException e) {
            answer.completeExceptionally(e);
          }
        });
    while (!answer.isDone()) {
      client.send(text);
      Thread.sleep(50);
    }
    return answer.get();
  }

  /** A byte now and then keeps no connection open. */
  @Test
  void slowHead() throws Exception {
    try (TestHttp server = server(head(SHORT)).start();
        RawClient client = new RawClient(server.port())) {
      long begun = System.nanoTime();
      client.send("GET /health HTTP/1.1\r\nHost: localhost\r\nX: ");
      RawClient.Answer answer = trickle(client, "x");
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.body()).startsWith("{\"error\":").endsWith("}}");
      assertThat(client.read()).isEqualTo(-1);
      assertThat(seconds(begun)).isGreaterThan(0.4);
    }
  }

  @Test
  void slowBody() throws Exception {
    try (TestHttp server =
            server(body(SHORT)).route("POST", "/echo", e -> e.json(200, e.body().node())).start();
        RawClient client = new RawClient(server.port())) {
      client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n{");
      assertThat(trickle(client, " ").status()).isEqualTo(408);
      assertThat(client.read()).isEqualTo(-1);
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    Duration idle = Duration.ofSeconds(1);
    try (TestHttp server =
            server(idle(idle)).route("GET", "/ok", e -> e.json(200, Map.of())).start();
        RawClient never = new RawClient(server.port());
        RawClient client = new RawClient(server.port())) {
      long begun = System.nanoTime();
      client.send(RawClient.request("GET /ok", "", ""));
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(client.read()).isEqualTo(-1);
      assertThat(seconds(begun)).isGreaterThan(1);
      assertThat(never.read()).isEqualTo(-1);
    }
  }

  @Test
  void whoDoesNotReadIsCutOffAndKeepsNobodyWaiting() throws Exception {
    int stalled = 16;
    AtomicInteger sent = new AtomicInteger();
    CountDownLatch gone = new CountDownLatch(stalled);
    try (TestHttp server =
        server(write(SHORT))
            .route("GET", "/ok", e -> e.json(200, Map.of()))
            .route("GET", "/stream", e -> flood(e, gone, sent))
            .start()) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < stalled; i++) {
        RawClient client = new RawClient(server.port());
        client.send(RawClient.request("GET /stream", "", ""));
        clients.add(client);
      }
      List<Long> others = new ArrayList<>();
      while (true) {
        long begun = System.nanoTime();
        assertThat(server.get("/ok", "").status()).isEqualTo(200);
        others.add(System.nanoTime() - begun);
        if (gone.await(50, TimeUnit.MILLISECONDS)) {
          break;
        }
      }
      Figures.note("beside stalled readers, another is answered after", others);
      for (int i = 0; i < 10_000 && !server.statuses.contains(Exchange.GONE); i++) {
        Thread.sleep(1); // it is noted a moment later
      }
      assertThat(server.statuses).contains(Exchange.GONE);
      for (RawClient client : clients) {
        client.close();
      }
      // What the system took for a client, on both sides.
      assertThat(sent.get() / stalled).isLessThan(512 << 10);
    }
  }

  private static void flood(Exchange exchange, CountDownLatch gone, AtomicInteger sent) {
    exchange.onGone(gone::countDown);
    try (EventStream out = exchange.events()) {
      String text = "x".repeat(1000);
      while (gone.getCount() > 0) {
        out.send(text);
        sent.addAndGet(1000);
      }
    }
  }

  /** The request's own time: an error in place of an answer, or after its beginning. */
  @Test
  void aRequestTakesOnlySoLong() throws Exception {
    CountDownLatch ended = new CountDownLatch(2);
    try (TestHttp server =
        server(request(Duration.ofSeconds(1)))
            .route(
                "GET",
                "/whole",
                e -> {
                  CountDownLatch gone = new CountDownLatch(1);
                  e.onGone(gone::countDown);
                  e.onGone(ended::countDown);
                  gone.await();
                  e.json(200, Map.of());
                })
            .route(
                "GET",
                "/stream",
                e -> {
                  e.onGone(ended::countDown);
                  EventStream out = e.events();
                  while (true) {
                    out.send(Map.of("n", 1));
                    Thread.sleep(100);
                  }
                })
            .start()) {
      RawClient.Answer whole = server.get("/whole", "");
      assertThat(whole.status()).isEqualTo(408);
      assertThat(whole.body()).contains("\"timeout\"");
      RawClient.Answer stream = server.get("/stream", "");
      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.body()).startsWith("data: {\"n\":1}\n\n").contains("data: {\"error\":");
      assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  @Test
  void draining() throws Exception {
    CountDownLatch running = new CountDownLatch(2);
    CountDownLatch draining = new CountDownLatch(1);
    try (TestHttp server =
            server(drain(Duration.ofSeconds(2)))
                .route(
                    "GET",
                    "/short",
                    e -> {
                      running.countDown();
                      draining.await();
                      e.json(200, Map.of());
                    })
                .route(
                    "GET",
                    "/long",
                    e -> {
                      CountDownLatch gone = new CountDownLatch(1);
                      e.onGone(gone::countDown);
                      try (EventStream out = e.events()) {
                        out.send(Map.of());
                        running.countDown();
                        gone.await();
                        out.send(Map.of());
                      }
                    })
                .start();
        RawClient first = new RawClient(server.port());
        RawClient second = new RawClient(server.port());
        RawClient third = new RawClient(server.port())) {
      first.send(RawClient.request("GET /short", "", ""));
      second.send(RawClient.request("GET /long", "", ""));
      running.await();
      Thread closing = Thread.startVirtualThread(server::close);
      while (!server.server.isDraining()) {
        Thread.sleep(1);
      }
      third.send(RawClient.request("GET /short", "", ""));
      RawClient.Answer refused = third.answer();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.headers()).containsKey("retry-after");
      draining.countDown();
      assertThat(first.answer().status()).isEqualTo(200);
      RawClient.Answer ended = second.answer();
      assertThat(ended.body()).contains("{\"error\":{\"message\":\"the server is stopping\"");
      closing.join();
      assertThat(first.read()).isEqualTo(-1);
    } catch (IOException e) {
      throw new AssertionError("a connection broke", e);
    }
  }
}
