package dev.bantam.evaluate.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.evaluate.contestant.RecordedContestant;
import dev.bantam.evaluate.task.Paper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An evaluation that is killed at arbitrary moments goes on where it was. As often as {@code
 * -Dbantam.kills} says.
 */
@Timeout(600)
class KilledEvaluationTest {
  private static final int KILLS = Integer.getInteger("bantam.kills", 3);
  private static final int DOCUMENTS = 200;

  @TempDir private Path folder;

  /** An evaluation in a process of its own; with more arguments of {@link Parities}. */
  private Process start(String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(Parities.class.getName(), folder.toString(), "1"));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private List<String> asked() throws IOException {
    Path log = folder.resolve("asked.log");
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  private Path journal() {
    return Journal.folder(folder.resolve("journals"), "slow").resolve("parities.jsonl");
  }

  @Test
  void goesOnWhereItWasKilled() throws Exception {
    Paper paper = Parities.write(folder, DOCUMENTS);
    int queries = 3 * DOCUMENTS;
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int kill = 1; kill <= KILLS; kill++) {
      Process process = start();
      int most = queries * kill / (KILLS + 1);
      int until = asked().size() + 1 + random.nextInt(Math.max(1, most - asked().size()));
      while (process.isAlive() && asked().size() < until) {
        Thread.sleep(1);
      }
      Thread.sleep(random.nextInt(20));
      process.destroyForcibly().waitFor();
      if (Files.exists(journal())) {
        assertWhole("seed " + seed + ", kill " + kill);
      }
    }
    Process last = start();
    String said = new String(last.getInputStream().readAllBytes(), UTF_8);
    assertThat(last.waitFor()).as(said).isZero();

    List<String> asked = asked();
    assertThat(new HashSet<>(asked)).hasSize(queries);
    assertThat(asked.size() - queries)
        .as("seed %d: asked twice", seed)
        .isLessThanOrEqualTo(KILLS * Parities.BATCH);
    Path fresh = Files.createDirectory(folder.resolve("fresh"));
    TaskResult undisturbed =
        Parities.evaluate(fresh, new Parities.Slow(fresh.resolve("log"), 0), paper);
    assertThat(Files.readAllLines(folder.resolve("figures.txt")))
        .as("seed %d", seed)
        .isEqualTo(Parities.figures(undisturbed));
  }

  /** All that stands before a line that was not finished can be read. */
  private void assertWhole(String when) throws IOException {
    String text = Files.readString(journal());
    Path copy = folder.resolve("copy.jsonl");
    Files.writeString(copy, text.substring(0, text.lastIndexOf('\n') + 1));
    long replies = text.lines().filter(line -> line.contains("\"reply\":{")).count();
    int read = Integer.parseInt(new RecordedContestant(copy).facts().get("replies"));
    assertThat(read).as(when).isBetween((int) replies - 1, (int) replies);
  }

  @Test
  void twoAtATimeDoNotDisturbEachOther() throws Exception {
    Paper paper = Parities.write(folder, DOCUMENTS);
    Path go = folder.resolve("go"); // until then it is not done
    Process first = start(go.toString());
    while (first.isAlive() && asked().isEmpty()) {
      Thread.sleep(1);
    }
    Process second = start();
    String said = new String(second.getInputStream().readAllBytes(), UTF_8);
    assertThat(second.waitFor()).isEqualTo(3);
    assertThat(said).contains(journal().toString(), "in use");
    Files.createFile(go);
    assertThat(first.waitFor()).isZero();
    assertThat(asked()).hasSize(3 * DOCUMENTS).doesNotHaveDuplicates();
    Path log = folder.resolve("later.log");
    TaskResult again =
        Parities.evaluate(folder.resolve("journals"), new Parities.Slow(log, 0), paper);
    assertThat(log).doesNotExist();
    assertThat(Parities.figures(again))
        .isEqualTo(Files.readAllLines(folder.resolve("figures.txt")));
  }
}
