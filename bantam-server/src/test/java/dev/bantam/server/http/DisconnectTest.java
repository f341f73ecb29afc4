package dev.bantam.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.server.Figures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Clients that go away. */
class DisconnectTest {
  private static final int CLIENTS = 64;

  /** Half of them while they are sent a stream, half while nothing is written. */
  @Test
  void isNoticedSoon() throws Exception {
    CountDownLatch begun = new CountDownLatch(CLIENTS);
    CountDownLatch gone = new CountDownLatch(CLIENTS);
    AtomicLong closed = new AtomicLong();
    List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
    Endpoint silent =
        exchange -> {
          CountDownLatch end = new CountDownLatch(1);
          exchange.onGone(
              () -> {
                nanos.add(System.nanoTime() - closed.get());
                gone.countDown();
                end.countDown();
              });
          if (exchange.query("stream") != null) {
            EventStream out = exchange.events();
            out.send(Map.of());
            begun.countDown();
            while (!end.await(5, TimeUnit.MILLISECONDS)) {
              out.send(Map.of("n", 1));
            }
          }
          begun.countDown();
          end.await();
        };
    try (TestHttp server =
        new TestHttp(HttpSettings.DEFAULT).route("GET", "/work", silent).start()) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        RawClient client = new RawClient(server.port());
        client.send(RawClient.request("GET /work" + (i % 2 == 0 ? "?stream=1" : ""), "", ""));
        clients.add(client);
      }
      begun.await();
      closed.set(System.nanoTime());
      for (RawClient client : clients) {
        client.close();
      }
      assertThat(gone.await(1, TimeUnit.MINUTES)).isTrue();
      Figures.note("a client that went is noticed after", nanos);
    }
  }

  /** The second request is there while the first is handled, and is answered after it. */
  @Test
  void whatComesEarlyIsKept() throws Exception {
    try (TestHttp server =
            new TestHttp(HttpSettings.DEFAULT)
                .route(
                    "POST",
                    "/echo",
                    exchange -> {
                      JsonFields body = exchange.body();
                      Thread.sleep(body.integer("ms", 0, 1000, 0));
                      exchange.json(200, body.node());
                    })
                .start();
        RawClient client = new RawClient(server.port())) {
      client.send(echo(350));
      for (int i = 0; i < 5; i++) {
        Thread.sleep(30);
        String next = echo(i);
        client.send(next.substring(0, 50));
        Thread.sleep(120);
        client.send(next.substring(50));
      }
      assertThat(client.answer().body()).isEqualTo("{\"ms\":350}");
      for (int i = 0; i < 5; i++) {
        assertThat(client.answer().body()).isEqualTo("{\"ms\":" + i + "}");
      }
      for (int i = 0; i < 50; i++) {
        client.send(echo(i));
        assertThat(client.answer().body()).isEqualTo("{\"ms\":" + i + "}");
      }
    }
  }

  private static String echo(int ms) {
    return RawClient.request("POST /echo", "", "{\"ms\":" + ms + "}");
  }
}
