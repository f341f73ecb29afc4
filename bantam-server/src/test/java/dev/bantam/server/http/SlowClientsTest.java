package dev.bantam.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.server.Figures;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Clients that are slow on purpose; the deadlines are shorter than those of a real server. */
class SlowClientsTest {
  private static final Timeouts SHORT =
      new Timeouts(
          Duration.ofMillis(400),
          Duration.ofMillis(400),
          Duration.ofMillis(800),
          Duration.ofMillis(500),
          Duration.ofMillis(900),
          Duration.ofMillis(500));

  private static TestHttp server() {
    return new TestHttp(HttpSettings.DEFAULT.withTimeouts(SHORT));
  }

  /** A byte now and then keeps no connection open. */
  @Test
  void slowHead() throws Exception {
    try (TestHttp server = server().start();
        RawClient client = new RawClient(server.port())) {
      long begun = System.nanoTime();
      client.send("GET /health HTTP/1.1\r\nHost: localhost\r\n");
      for (int i = 0; i < 6; i++) {
        Thread.sleep(100);
        client.send("X-" + i + ": 1\r\n");
      }
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.body()).startsWith("{\"error\":").endsWith("}}");
      assertThat(client.read()).isEqualTo(-1);
      assertThat(seconds(begun)).isBetween(0.4, 2.0);
    }
  }

  @Test
  void slowBody() throws Exception {
    try (TestHttp server =
            server().route("POST", "/echo", e -> e.json(200, e.body().node())).start();
        RawClient client = new RawClient(server.port())) {
      client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");
      for (int i = 0; i < 6; i++) {
        Thread.sleep(100);
        client.send(" ");
      }
      assertThat(client.answer().status()).isEqualTo(408);
      assertThat(client.read()).isEqualTo(-1);
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    try (TestHttp server = server().route("GET", "/ok", e -> e.json(200, Map.of())).start();
        RawClient never = new RawClient(server.port());
        RawClient client = new RawClient(server.port())) {
      client.send(RawClient.request("GET /ok", "", ""));
      assertThat(client.answer().status()).isEqualTo(200);
      long begun = System.nanoTime();
      assertThat(client.read()).isEqualTo(-1);
      assertThat(never.read()).isEqualTo(-1);
      assertThat(seconds(begun)).isBetween(0.6, 2.5);
    }
  }

  @Test
  void whoDoesNotReadIsCutOffAndKeepsNobodyWaiting() throws Exception {
    int stalled = 16;
    AtomicInteger sent = new AtomicInteger();
    CountDownLatch gone = new CountDownLatch(stalled);
    try (TestHttp server =
        server()
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
        server()
            .route(
                "GET",
                "/whole",
                e -> {
                  e.onGone(ended::countDown);
                  Thread.sleep(1300);
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
      assertThat(ended.await(1, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  @Test
  void draining() throws Exception {
    CountDownLatch running = new CountDownLatch(2);
    try (TestHttp server =
            server()
                .route(
                    "GET",
                    "/short",
                    e -> {
                      running.countDown();
                      Thread.sleep(300);
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
