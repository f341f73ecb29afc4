package dev.bantam.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.kernel.Team;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a training process at random points ({@code -Dbantam.kills=N}, 5 by default) and lets it go
 * on: nothing is lost, and every loss is the one of a run that nobody killed.
 */
final class KilledTrainingTest {
  private static final int KILLS = Integer.getInteger("bantam.kills", 5);
  private static final long PAUSE = 15;

  @TempDir Path folder;

  @Test
  @Timeout(600)
  void goesOnAsIfNothingHadHappened() throws Exception {
    String expected;
    try (Team team = new Team(1)) {
      Trainer<?> whole = new Toy().trainer(Toy.OPTIONS, folder.resolve("whole"), Map.of(), team);
      whole.run(Listener.NONE);
      expected = Toy.losses(whole);
    }
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Path killed = folder.resolve("killed");
    int kills = 0;
    while (!Files.exists(killed.resolve("losses"))) {
      Process process = train(killed);
      if (kills < KILLS) {
        // Into the first steps of this process, wherever it went on from.
        Path newest = killed.resolve("checkpoint-" + (3 * kills + 3));
        while (process.isAlive() && !Files.exists(newest)) {
          Thread.sleep(1);
        }
        Thread.sleep(random.nextInt(4 * (int) PAUSE));
        process.destroyForcibly().waitFor();
        kills++;
      } else {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("seed %d", seed).isZero();
      }
    }
    assertThat(Files.readString(killed.resolve("losses"))).as("seed %d", seed).isEqualTo(expected);
  }

  private static Process train(Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Toy.class.getName(),
            folder.toString(),
            String.valueOf(PAUSE))
        .inheritIO()
        .start();
  }
}
