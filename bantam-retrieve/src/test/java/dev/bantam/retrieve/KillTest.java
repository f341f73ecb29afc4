package dev.bantam.retrieve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.tasks.answer.Hit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that is killed while it indexes leaves an index that is clean and can be searched, and
 * the next one goes on. After Lucene's {@code TestIndexWriterOnJRECrash}.
 */
class KillTest {
  private static final int KILLS = Integer.getInteger("bantam.kills", 3);
  private static final int FILES = 240;

  @TempDir Path folder;

  /** Indexes a folder, and says so after each file. */
  static final class Indexing {
    private Indexing() {}

    public static void main(String[] args) throws IOException {
      build(Path.of(args[0]), Path.of(args[1]), System.out::println);
    }
  }

  private static void build(Path docs, Path index, IntConsumer done) throws IOException {
    IndexFolder opened = IndexFolder.create(index);
    try (IndexBuilder builder =
        IndexBuilder.open(opened, IndexSettings.of(null), null, 20_000_000L)) {
      for (int i = 0; i < FILES; i++) {
        builder.add(docs.resolve(i + ".txt"), i + ".txt");
        done.accept(i);
      }
    }
  }

  private Path documents(Random random) throws IOException {
    Path docs = Files.createDirectory(folder.resolve("docs"));
    for (int i = 0; i < FILES; i++) {
      String words =
          random.ints(300, 0, 500).mapToObj(w -> "w" + w).reduce("", (a, b) -> a + " " + b);
      Files.writeString(docs.resolve(i + ".txt"), "unique" + i + words);
    }
    return docs;
  }

  /** A disk that is full at any byte fails the work with a word, and what was committed stays. */
  @Test
  void aFullDiskLeavesAUsableIndex() throws Exception {
    long seed = Long.getLong("bantam.seed", System.nanoTime());
    Random random = new Random(seed);
    Path docs = documents(random);
    Path index = Files.createDirectory(folder.resolve("index"));
    int before = 0;
    List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());
    Thread.setDefaultUncaughtExceptionHandler((_, failure) -> uncaught.add(failure));
    for (int round = 0; round < 8; round++) {
      String what = "seed %d, round %d".formatted(seed, round);
      FullDisk disk = new FullDisk(FSDirectory.open(index), random.nextInt(1 << (6 + 2 * round)));
      try (IndexBuilder builder =
          IndexBuilder.open(new IndexFolder(index, disk), IndexSettings.of(null), null, 0)) {
        for (int i = 0; i < FILES / 3; i++) {
          builder.add(docs.resolve(i + ".txt"), i + ".txt");
          builder.commit(); // so that there is something to merge
        }
      } catch (IOException e) {
        assertThat(e)
            .as(what)
            .hasMessageContaining(index.toString())
            .hasMessageContaining("No space left on device");
      }
      if (DocumentIndex.exists(index)) {
        int now = check(index, what);
        assertThat(now).as(what).isGreaterThanOrEqualTo(before);
        before = now;
      }
    }
    Thread.setDefaultUncaughtExceptionHandler(null);
    assertThat(uncaught).as("seed %d: what a user would see of threads", seed).isEmpty();
    build(docs, index, _ -> {});
    assertThat(check(index, "seed " + seed)).isEqualTo(FILES);
  }

  @Test
  void aKilledProgramLeavesAUsableIndex() throws Exception {
    long seed = Long.getLong("bantam.seed", System.nanoTime());
    Random random = new Random(seed);
    Path docs = documents(random);
    Path killed = folder.resolve("killed");
    int before = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      killAfter(docs, killed, 1 + random.nextInt(FILES / KILLS) + before);
      if (DocumentIndex.exists(killed)) {
        int now = check(killed, "seed " + seed + ", kill " + kill);
        assertThat(now).as("seed %d, kill %d", seed, kill).isGreaterThanOrEqualTo(before);
        before = now;
      }
    }
    build(docs, killed, _ -> {});
    Path atOnce = folder.resolve("at-once");
    build(docs, atOnce, _ -> {});
    assertThat(check(killed, "seed " + seed)).isEqualTo(FILES);
    try (DocumentIndex a = DocumentIndex.open(killed, null);
        DocumentIndex b = DocumentIndex.open(atOnce, null)) {
      for (String question : List.of("unique7", "w1 w2 w3", "unique99 w400")) {
        assertThat(scores(a, question)).as("seed %d", seed).isEqualTo(scores(b, question));
      }
    }
  }

  /** What is found, apart from the order of equals. */
  private static List<String> scores(DocumentIndex index, String question) throws IOException {
    List<String> scores = new ArrayList<>();
    for (Hit hit : index.retrieve(question, FILES)) {
      scores.add("%s %.5f".formatted(hit.passage().place(), hit.score()));
    }
    scores.sort(null);
    return scores;
  }

  /** Lets a program index until it has said a number of files, and kills it. */
  private static void killAfter(Path docs, Path index, int files) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Indexing.class.getName(),
                docs.toString(),
                index.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var lines = process.inputReader()) {
      for (int i = 0; i < files && lines.readLine() != null; i++) {}
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** Lucene finds nothing wrong, and every file that is remembered is found; how many there are. */
  private static int check(Path index, String what) throws IOException {
    try (FSDirectory directory = FSDirectory.open(index);
        CheckIndex check = new CheckIndex(directory)) {
      assertThat(check.checkIndex().clean).as(what).isTrue();
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        List<IndexedFile> files = IndexFolder.files(reader);
        assertThat(reader.numDocs()).as(what).isEqualTo(passages(index) + files.size());
        return files.size();
      }
    }
  }

  private static int passages(Path index) throws IOException {
    try (DocumentIndex opened = DocumentIndex.open(index, null)) {
      int files = Math.toIntExact(opened.facts().documents());
      for (int i = 0; i < files; i += 10) {
        assertThat(opened.retrieve("unique" + i, 1)).hasSize(1);
      }
      return Math.toIntExact(opened.facts().passages());
    }
  }
}
