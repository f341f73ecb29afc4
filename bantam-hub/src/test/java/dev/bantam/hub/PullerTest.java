package dev.bantam.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pulls from a registry that misbehaves: each ends in the right file or in a typed error. */
@Timeout(60)
final class PullerTest {
  static final Patience SHORT =
      new Patience(
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofMillis(400),
          1024,
          4,
          Duration.ofMillis(1),
          Duration.ofSeconds(2));

  private static final int SIZE = 3_000_000;
  private static final String ETAG = "\"one\"";

  @TempDir Path folder;

  private final byte[] body = bytes(1);

  static byte[] bytes(long seed) {
    byte[] bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static Digest digest(byte[] bytes) {
    MessageDigest sha256 = Digest.sha256();
    sha256.update(bytes);
    return Digest.finish(sha256);
  }

  private Home home() {
    return Home.at(folder);
  }

  private Manifest.Item pull(RogueRegistry registry, long size, @Nullable Digest digest)
      throws IOException {
    return pull(new RemoteFile(registry.uri("/model.gguf"), "model.gguf", size, digest, "secret"));
  }

  private Manifest.Item pull(RemoteFile remote) throws IOException {
    return new Puller(home(), new Wire(SHORT), SHORT).pull(remote, Progress.NONE);
  }

  private void assertNothingLeft() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<String> names =
          files
              .filter(Files::isRegularFile)
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.endsWith(".lock"))
              .toList();
      assertThat(names).isEmpty();
    }
  }

  private void assertBlob(byte[] expected) throws IOException {
    Path blob = home().blobs().path(digest(expected));
    assertThat(Files.readAllBytes(blob)).isEqualTo(expected);
    assertThat(Files.getPosixFilePermissions(blob)).hasSize(3);
  }

  @Test
  void resumesAfterAResetAtEachTwentieth() throws IOException {
    try (RogueRegistry registry =
        new RogueRegistry((q, out) -> RogueRegistry.file(q, out, body, ETAG, SIZE / 20))) {
      Manifest.Item item = pull(registry, SIZE, digest(body));
      assertThat(item.bytes()).isEqualTo(SIZE);
      assertBlob(body);
      List<Long> starts = registry.requests().stream().map(RogueRegistry.Request::from).toList();
      assertThat(starts).isSorted().doesNotHaveDuplicates().hasSizeBetween(20, 22);
      pull(registry, SIZE, digest(body));
      assertThat(registry.requests()).hasSize(starts.size());
    }
  }

  @Test
  void startsAnewWhereRangesAreIgnored() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (RogueRegistry registry =
        new RogueRegistry(
            (q, out) -> {
              RogueRegistry.head(out, "200 OK", "Content-Length: " + SIZE);
              out.write(body, 0, asked.getAndIncrement() == 0 ? SIZE / 2 : SIZE);
            })) {
      pull(registry, SIZE, digest(body));
      assertBlob(body);
    }
  }

  @Test
  void startsAnewWhenTheFileChanged() throws IOException {
    byte[] changed = bytes(2);
    AtomicInteger asked = new AtomicInteger();
    try (RogueRegistry registry =
        new RogueRegistry(
            (q, out) -> {
              boolean first = asked.getAndIncrement() == 0;
              RogueRegistry.file(
                  q,
                  out,
                  first ? body : changed,
                  first ? ETAG : "\"two\"",
                  first ? SIZE / 2 : SIZE);
            })) {
      pull(registry, -1, null);
      assertBlob(changed);
    }
  }

  @Test
  void startsAnewWhenARangeOfAnotherFileComes() throws IOException {
    byte[] changed = bytes(2);
    AtomicInteger asked = new AtomicInteger();
    try (RogueRegistry registry =
        new RogueRegistry(
            (q, out) -> {
              if (asked.getAndIncrement() == 0) {
                RogueRegistry.file(q, out, body, ETAG, SIZE / 2);
              } else if (q.from() > 0) {
                RogueRegistry.head(
                    out,
                    "206 Partial Content",
                    "Content-Range: bytes " + q.from() + "-" + (SIZE - 1) + "/" + SIZE,
                    "ETag: \"two\"");
                out.write(changed, (int) q.from(), SIZE - (int) q.from());
              } else {
                RogueRegistry.file(q, out, changed, "\"two\"", SIZE);
              }
            })) {
      pull(registry, -1, null);
      assertBlob(changed);
    }
  }

  @Test
  void refusesAnotherLength() throws IOException {
    try (RogueRegistry registry =
        new RogueRegistry((q, out) -> RogueRegistry.file(q, out, body, ETAG, SIZE))) {
      assertThatThrownBy(() -> pull(registry, SIZE - 1, digest(body)))
          .isInstanceOf(HubException.Integrity.class)
          .hasMessageContaining(String.valueOf(SIZE));
      assertNothingLeft();
    }
  }

  @Test
  void refusesAnotherHash() throws IOException {
    try (RogueRegistry registry =
        new RogueRegistry((q, out) -> RogueRegistry.file(q, out, bytes(2), ETAG, SIZE))) {
      assertThatThrownBy(() -> pull(registry, SIZE, digest(body)))
          .isInstanceOf(HubException.Integrity.class)
          .hasMessageContaining(digest(body).hex());
      assertNothingLeft();
    }
  }

  @Test
  void refusesABodyWithoutEnd() throws IOException {
    try (RogueRegistry registry =
        new RogueRegistry(
            (q, out) -> {
              RogueRegistry.head(out, "200 OK");
              while (true) {
                out.write(new byte[100_000]);
              }
            })) {
      assertThatThrownBy(() -> pull(registry, SIZE, digest(body)))
          .isInstanceOf(HubException.Integrity.class);
      assertNothingLeft();
    }
  }

  @Test
  void doesNotUnpackWhatWasNotAskedFor() throws IOException {
    try (RogueRegistry registry =
        new RogueRegistry(
            (q, out) -> {
              RogueRegistry.head(out, "200 OK", "Content-Encoding: gzip", "Content-Length: 20");
              out.write(new byte[20]);
            })) {
      assertThatThrownBy(() -> pull(registry, SIZE, digest(body)))
          .isInstanceOf(HubException.Network.class)
          .hasMessageContaining("gzip");
    }
  }

  @Test
  void leavesARedirectLoop() throws IOException {
    try (RogueRegistry registry =
        new RogueRegistry(
            (q, out) ->
                RogueRegistry.head(
                    out, "302 Found", "Location: " + (q.path().equals("/a") ? "/b" : "/a")))) {
      assertThatThrownBy(() -> pull(registry, SIZE, digest(body)))
          .isInstanceOf(HubException.Network.class)
          .hasMessageContaining("loop");
      assertThat(registry.requests()).hasSizeLessThan(5);
    }
  }

  @Test
  void keepsTheTokenFromOtherHosts() throws IOException {
    try (RogueRegistry store =
            new RogueRegistry((q, out) -> RogueRegistry.file(q, out, body, ETAG, SIZE));
        RogueRegistry registry =
            new RogueRegistry(
                (q, out) ->
                    RogueRegistry.head(out, "302 Found", "Location: " + store.otherHost("/x")))) {
      pull(registry, SIZE, digest(body));
      assertBlob(body);
      assertThat(registry.requests().getFirst().headers())
          .containsEntry("authorization", "Bearer secret");
      assertThat(store.requests().getFirst().headers()).doesNotContainKey("authorization");
    }
  }

  @Test
  void followsRedirectsToHttpsOnly() throws IOException {
    URI hub = URI.create("https://hub.example/model");
    assertThat(Wire.redirect(hub, hub, "https://cdn.example/x"))
        .isEqualTo(URI.create("https://cdn.example/x"));
    for (String to :
        List.of(
            "http://hub.example/x",
            "http://localhost/x",
            "https://localhost/x",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://169.254.169.254/latest",
            "https://0.0.0.0/x",
            "file:///etc/passwd",
            "https://user@cdn.example/x",
            "ftp://hub.example/x",
            "https:///x")) {
      assertThatThrownBy(() -> Wire.redirect(hub, hub, to))
          .as(to)
          .isInstanceOf(HubException.Network.class);
    }
  }

  @Test
  void givesUpWhatIsTooSlow() throws IOException {
    try (RogueRegistry registry =
        new RogueRegistry(
            (q, out) -> {
              RogueRegistry.head(out, "200 OK", "Content-Length: " + SIZE);
              for (int i = 0; i < SIZE; i++) {
                out.write(body, i, 1);
                out.flush();
                Thread.sleep(50);
              }
            })) {
      assertThatThrownBy(() -> pull(registry, SIZE, digest(body)))
          .isInstanceOf(HubException.Network.class)
          .hasMessageContaining("slow");
    }
  }

  @Test
  void waitsAsABusyServerAsks() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (RogueRegistry registry =
        new RogueRegistry(
            (q, out) -> {
              switch (asked.getAndIncrement()) {
                case 0 -> RogueRegistry.head(out, "429 Too Many Requests", "Retry-After: 1");
                case 1 -> RogueRegistry.head(out, "503 Service Unavailable");
                default -> RogueRegistry.file(q, out, body, ETAG, SIZE);
              }
            })) {
      long begun = System.nanoTime();
      pull(registry, SIZE, digest(body));
      assertBlob(body);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(900));
    }
  }

  @Test
  void doesNotWaitAnHour() throws IOException {
    for (String status : List.of("429 Too Many Requests", "503 Service Unavailable")) {
      try (RogueRegistry registry =
          new RogueRegistry((q, out) -> RogueRegistry.head(out, status, "Retry-After: 3600"))) {
        assertThatThrownBy(() -> pull(registry, SIZE, digest(body)))
            .isInstanceOf(HubException.Network.class)
            .hasMessageContaining("3600");
        assertThat(registry.requests()).hasSize(1);
      }
    }
  }

  @Test
  void explainsRefusals() throws IOException {
    for (String status : List.of("401 Unauthorized", "403 Forbidden", "404 Not Found", "418 Tea")) {
      try (RogueRegistry registry =
          new RogueRegistry((q, out) -> RogueRegistry.head(out, status))) {
        assertThatThrownBy(() -> pull(registry, SIZE, digest(body)))
            .isInstanceOf(HubException.Network.class)
            .hasMessageContaining(status.substring(0, 3))
            .hasMessageNotContaining("secret");
        assertThat(registry.requests()).hasSize(1);
      }
    }
  }

  @Test
  void goesOnAfterAnInterruption() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    try (RogueRegistry registry =
            new RogueRegistry(
                (q, out) -> {
                  RogueRegistry.file(q, out, body, ETAG, q.from() == 0 ? SIZE / 2 : SIZE);
                  out.flush();
                  if (q.from() == 0) {
                    interrupted.await();
                  }
                });
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<Manifest.Item> first = threads.submit(() -> pull(registry, SIZE, digest(body)));
      Path part = folder.resolve("partial").resolve(digest(body).hex() + ".part");
      while (!Files.exists(part) || Files.size(part) < SIZE / 2) {
        Thread.sleep(5);
      }
      first.cancel(true);
      threads.shutdown();
      assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
      interrupted.countDown();
      assertThat(Files.size(part)).isEqualTo(SIZE / 2);
      pull(registry, SIZE, digest(body));
      assertBlob(body);
      assertThat(registry.requests().getLast().from()).isEqualTo(SIZE / 2);
    }
  }

  @Test
  void replacesADamagedBeginning() throws IOException {
    try (RogueRegistry registry =
        new RogueRegistry((q, out) -> RogueRegistry.file(q, out, body, ETAG, SIZE))) {
      Path part = folder.resolve("partial").resolve(digest(body).hex() + ".part");
      Files.createDirectories(part.getParent());
      Files.write(part, new byte[1000]);
      HubJson.write(
          part.resolveSibling(part.getFileName() + ".json"),
          new PartFile.Sidecar(registry.uri("/model.gguf").toString(), ETAG, SIZE));
      pull(registry, SIZE, digest(body));
      assertBlob(body);
      assertThat(registry.requests().getFirst().from()).isEqualTo(1000);
    }
  }

  @Test
  void namesPathAndBytesWhenTheDiskIsFull() throws IOException {
    assumeThat(Files.exists(Path.of("/dev/full"))).isTrue();
    try (RogueRegistry registry =
        new RogueRegistry((q, out) -> RogueRegistry.file(q, out, body, ETAG, SIZE))) {
      Path part = folder.resolve("partial").resolve(digest(body).hex() + ".part");
      Files.createDirectories(part.getParent());
      Files.createSymbolicLink(part, Path.of("/dev/full"));
      assertThatThrownBy(() -> pull(registry, SIZE, digest(body)))
          .isInstanceOfSatisfying(HubException.class, e -> assertThat(e.exitCode()).isEqualTo(74))
          .hasMessageContaining(part.toString());
      assertNothingLeft();
    }
  }

  @Test
  void twoPullsOfOneFileFetchItOnce() throws Exception {
    try (RogueRegistry registry =
            new RogueRegistry(
                (q, out) -> {
                  Thread.sleep(100);
                  RogueRegistry.file(q, out, body, ETAG, SIZE);
                });
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Callable<Manifest.Item> pull = () -> pull(registry, SIZE, digest(body));
      for (Future<Manifest.Item> done : threads.invokeAll(List.of(pull, pull))) {
        assertThat(done.get().digest()).isEqualTo(digest(body));
      }
      assertThat(registry.requests()).hasSize(1);
      assertBlob(body);
    }
  }

  @Test
  void saysQuicklyThatNobodyListens() throws IOException {
    URI nobody;
    try (RogueRegistry registry = new RogueRegistry((q, out) -> {})) {
      nobody = registry.uri("/x");
    }
    assertThatThrownBy(() -> pull(new RemoteFile(nobody, "x", -1, null, null)))
        .isInstanceOfSatisfying(
            HubException.Network.class, e -> assertThat(e.unreachable()).isTrue());
  }

  @Test
  void keysOfUnhashedFilesAreTheirAddresses() {
    RemoteFile remote = new RemoteFile(URI.create("https://a.example/b"), "b", -1, null, null);
    assertThat(remote.key())
        .isEqualTo(digest("https://a.example/b".getBytes(StandardCharsets.UTF_8)));
  }
}
