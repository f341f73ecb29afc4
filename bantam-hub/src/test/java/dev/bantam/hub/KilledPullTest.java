package dev.bantam.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a pulling process at random points ({@code -Dbantam.kills=N}, 5 by default) and looks at
 * what it leaves.
 */
final class KilledPullTest {
  private static final int KILLS = Integer.getInteger("bantam.kills", 3);
  private static final int CHUNK = 64 << 10;

  @TempDir Path folder;

  @Test
  @Timeout(600)
  void leavesNoWrongFileAndGoesOn() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] body = PullerTest.bytes(seed);
    Digest digest = PullerTest.digest(body);
    try (RogueRegistry registry =
        new RogueRegistry(
            (q, out) -> {
              // Paced, so that a kill falls into the transfer.
              for (int sent = 0; q.from() + sent < body.length; sent += CHUNK) {
                if (sent == 0) {
                  RogueRegistry.file(q, out, body, "\"e\"", CHUNK);
                } else {
                  int at = (int) q.from() + sent;
                  out.write(body, at, Math.min(CHUNK, body.length - at));
                }
                out.flush();
                Thread.sleep(2);
              }
            })) {
      long kept = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        Process process = pull(registry, body.length, digest);
        long until = Math.min(body.length - 1, kept + random.nextInt(body.length / KILLS) + 1);
        while (process.isAlive() && partBytes(digest) < until) {
          Thread.sleep(1);
        }
        process.destroyForcibly().waitFor();
        assertOnlyRightBlobs("seed " + seed + ", kill " + kill);
        kept = partBytes(digest);
      }
      int before = registry.requests().size();
      assertThat(pull(registry, body.length, digest).waitFor()).isZero();
      assertThat(Files.readAllBytes(Home.at(folder).blobs().path(digest)))
          .as("seed %d", seed)
          .isEqualTo(body);
      if (registry.requests().size() > before) {
        assertThat(registry.requests().getLast().from()).as("seed %d", seed).isEqualTo(kept);
      }
    }
  }

  private Process pull(RogueRegistry registry, int size, Digest digest) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            PullMain.class.getName(),
            folder.toString(),
            registry.uri("/model.gguf").toString(),
            String.valueOf(size),
            digest.toString())
        .inheritIO()
        .start();
  }

  private long partBytes(Digest digest) throws IOException {
    Path part = folder.resolve("partial").resolve(digest.hex() + ".part");
    return Files.exists(part) ? Files.size(part) : 0;
  }

  private void assertOnlyRightBlobs(String when) throws IOException {
    Path blobs = folder.resolve("blobs");
    if (Files.isDirectory(blobs)) {
      try (Stream<Path> files = Files.list(blobs)) {
        for (Path file : files.toList()) {
          assertThat(PullerTest.digest(Files.readAllBytes(file)).toString())
              .as(when)
              .isEqualTo(file.getFileName().toString());
        }
      }
    }
  }
}
