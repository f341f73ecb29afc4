package dev.bantam.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.generate.Generator;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.generate.sample.SamplingOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients at once: those who read, those who do not, those who do nothing and those who go
 * away. {@code -Dbantam.load.seconds} says for how long, {@code -Dbantam.load.model} a model that
 * takes as long as real ones do. What they get decides the test; when they got it is written to
 * {@code target/figures.txt}.
 */
class LoadTest {
  private static final int SECONDS = Integer.getInteger("bantam.load.seconds", 3);
  private static final int LIVE = 64;
  private static final int STALLED = 16;
  private static final int IDLE = 200;
  private static final int DROPPING = 16;
  private static final int TOKENS = 200;

  @TempDir private Path folder;

  @Test
  void eachStreamIsAsAlone() throws Exception {
    String model = System.getProperty("bantam.load.model");
    if (model != null) {
      Files.createSymbolicLink(folder.resolve("tiny.gguf"), Path.of(model));
    }
    Generator.Options options =
        Generator.Options.DEFAULT
            .withParallel(LIVE + STALLED + DROPPING)
            .withSpeculate(0); // which makes tokens come in bursts
    try (TestServer server = new TestServer(folder, ServerSettings.DEFAULT.withGenerator(options));
        HttpClient http = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      StreamClient client = new StreamClient(http, server.uri("/"));
      List<String> expected = expected();
      for (int round = 0; round < 2; round++) { // the JIT's work is not the server's
        client.ask("warm up", 500, Integer.MAX_VALUE);
      }
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      List<Socket> idle = new ArrayList<>();
      for (int i = 0; i < IDLE; i++) {
        idle.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
      }
      List<Future<?>> others = new ArrayList<>();
      for (int i = 0; i < STALLED; i++) {
        others.add(threads.submit(() -> stall(server.port(), end)));
      }
      for (int i = 0; i < DROPPING; i++) {
        Random random = new Random(i);
        others.add(threads.submit(() -> drop(client, random, end)));
      }
      List<Future<List<Long>>> live = new ArrayList<>();
      AtomicInteger answers = new AtomicInteger();
      for (int i = 0; i < LIVE; i++) {
        String prompt = prompt(i);
        String text = expected.get(i);
        live.add(threads.submit(() -> live(client, prompt, text, end, answers)));
      }
      List<Long> gaps = new ArrayList<>();
      for (Future<List<Long>> one : live) {
        gaps.addAll(one.get());
      }
      for (Future<?> other : others) {
        other.get();
      }
      for (Socket socket : idle) {
        socket.close();
      }
      Figures.note(
          "%d s of load, %d answers of %d tokens, between two"
              .formatted(SECONDS, answers.get(), TOKENS),
          gaps);
      assertThat(answers.get()).isGreaterThanOrEqualTo(LIVE);
    }
  }

  private static String prompt(int i) {
    return "Stream number " + i + " says: ";
  }

  private List<String> expected() throws IOException {
    try (Generator generator = Generator.open(folder.resolve("tiny.gguf"))) {
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < LIVE; i++) {
        Request request =
            Request.builder(Prompt.text(prompt(i)))
                .maxTokens(TOKENS)
                .sampling(SamplingOptions.GREEDY)
                .build();
        texts.add(generator.generate(request).text());
      }
      return texts;
    }
  }

  private static List<Long> live(
      StreamClient client, String prompt, String expected, long end, AtomicInteger answers)
      throws Exception {
    List<Long> gaps = new ArrayList<>();
    do {
      StreamClient.Answered answer = client.ask(prompt, TOKENS, Integer.MAX_VALUE);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo(expected);
      gaps.addAll(answer.gaps());
      answers.incrementAndGet();
    } while (System.nanoTime() < end);
    return gaps;
  }

  /** Asks for much and reads nothing of it, again whenever the server has given up. */
  private static void stall(int port, long end) {
    while (System.nanoTime() < end) {
      try (Socket socket = new Socket()) {
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        OutputStream out = socket.getOutputStream();
        byte[] body = StreamClient.body("stalled", 4000);
        String head =
            "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: %d\r\n\r\n".formatted(body.length);
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
        while (System.nanoTime() < end && !socket.isClosed()) {
          Thread.sleep(100);
        }
      } catch (IOException e) {
        // It gave up.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Asks, and goes away in the midst of the answer. */
  private static Object drop(StreamClient client, Random random, long end) throws Exception {
    while (System.nanoTime() < end) {
      assertThat(client.ask("dropping", TOKENS, 1 + random.nextInt(40)).status()).isEqualTo(200);
    }
    return client;
  }

  @Test
  void tooManyAreToldToComeBack() throws Exception {
    int places = 4;
    int queue = 4;
    ServerSettings settings =
        ServerSettings.DEFAULT
            .withGenerator(Generator.Options.DEFAULT.withParallel(places))
            .withQueue(queue);
    try (TestServer server = new TestServer(folder, settings);
        HttpClient http = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      StreamClient client = new StreamClient(http, server.uri("/"));
      client.ask("warm up", 100, Integer.MAX_VALUE);
      int answered = 0;
      List<Long> refusals = new ArrayList<>();
      // Once more where the clients are slower than the model, so that there is always a place.
      for (int round = 0; round < 20 && refusals.isEmpty(); round++) {
        List<Future<StreamClient.Answered>> asked = new ArrayList<>();
        for (int i = 0; i < 2 * (places + queue); i++) {
          asked.add(threads.submit(() -> client.ask("busy", 1500, Integer.MAX_VALUE)));
        }
        for (Future<StreamClient.Answered> one : asked) {
          StreamClient.Answered answer = one.get();
          if (answer.status() == 200) {
            answered++;
            assertThat(answer.text()).hasSize(1500);
          } else {
            assertThat(answer.status()).isEqualTo(429);
            refusals.add(answer.headNanos());
          }
        }
      }
      assertThat(answered).isGreaterThanOrEqualTo(places + queue);
      assertThat(refusals).isNotEmpty();
      Figures.note("twice as many as there is room for, refused after", refusals);
      assertThat(client.ask("again", 10, Integer.MAX_VALUE).status()).isEqualTo(200);
    }
  }
}
