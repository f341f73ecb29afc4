package dev.bantam.tasks.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.format.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A batch of 10,000 rows that is killed at arbitrary moments has each row once, in its place. As
 * often as {@code -Dbantam.kills} says.
 */
@Timeout(600)
class KilledBatchTest {
  private static final int KILLS = Integer.getInteger("bantam.kills", 3);
  private static final int ROWS = 10_000;

  /** Milliseconds that a chunk takes. */
  private static final int PAUSE = 3;

  @TempDir private Path folder;

  private Path rows(Random random) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("id", (long) i);
      boolean bad = random.nextInt(1000) == 0;
      row.put(bad ? "txt" : "text", "row %d zażółć %s".formatted(i, random.nextLong()));
      lines.add(random.nextInt(1000) == 0 ? "{\"id\": " + i : Json.write(row));
    }
    return Files.write(folder.resolve("rows.jsonl"), lines);
  }

  private static Process start(Path input, Path output, int millis) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Reverser.class.getName(),
            input.toString(),
            output.toString(),
            Integer.toString(millis))
        .redirectErrorStream(true)
        .start();
  }

  @Test
  void hasEachRowOnce() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Path input = rows(random);
    Path output = folder.resolve("out.jsonl");
    Path journal = folder.resolve("out.jsonl.part");
    long whole = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      Process process = start(input, output, PAUSE);
      long until = whole + 1 + random.nextInt(2 * ROWS / (KILLS + 1) * 60);
      while (process.isAlive() && size(journal) < until) {
        Thread.sleep(1);
      }
      Thread.sleep(random.nextInt(10));
      process.destroyForcibly().waitFor();
      if (random.nextBoolean() && Files.exists(journal)) {
        tear(journal, random);
      }
      whole = size(journal);
    }
    Process last = start(input, output, PAUSE);
    String said = new String(last.getInputStream().readAllBytes(), UTF_8);
    assertThat(last.waitFor()).as(said).isZero();

    Path undisturbed = folder.resolve("undisturbed.jsonl");
    Reverser.main(new String[] {input.toString(), undisturbed.toString(), "0"});
    assertThat(Files.readAllLines(output))
        .as("seed %d", seed)
        .hasSize(ROWS)
        .isEqualTo(Files.readAllLines(undisturbed));
    assertThat(journal).doesNotExist();
  }

  /** The lock outlasts the reading of what an earlier run has done. */
  @Test
  void anotherProgramIsRefusedWhileOneWorks() throws Exception {
    Path input = rows(new Random(1));
    Path output = folder.resolve("out.jsonl");
    Path journal = folder.resolve("out.jsonl.part");
    Process earlier = start(input, output, PAUSE);
    while (earlier.isAlive() && size(journal) < 10_000) {
      Thread.sleep(1);
    }
    earlier.destroyForcibly().waitFor();
    long before = size(journal);
    Process first = start(input, output, 1000); // ten minutes, if it were not ended
    try {
      while (first.isAlive() && size(journal) <= before) {
        Thread.sleep(1);
      }
      Process second = start(input, output, PAUSE);
      String said = new String(second.getInputStream().readAllBytes(), UTF_8);
      assertThat(second.waitFor()).isNotZero();
      assertThat(said).contains("is in use");
    } finally {
      first.destroyForcibly().waitFor();
    }
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** As a power cut might: the file ends anywhere in what was written last. */
  private static void tear(Path journal, Random random) throws IOException {
    byte[] bytes = Files.readAllBytes(journal);
    int cut = random.nextInt(Math.min(500, bytes.length + 1));
    Files.write(journal, Arrays.copyOf(bytes, bytes.length - cut));
  }
}
