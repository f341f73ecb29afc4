package dev.bantam.evaluate.task;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.bantam.evaluate.task.function.CodeFunctions;
import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bantam's own task files with random bytes and lines changed: each is a task, or is refused. */
class TaskMutationTest {
  private static final int CASES = Integer.getInteger("bantam.mutations", 1200);
  private static final long MOST_NANOS = 1_000_000_000L;

  /** What means something in YAML, in templates or in patterns, and values of other kinds. */
  private static final String[] PIECES = {
    ": ", "- ", "[", "]", "{", "}", "{{", "}}", "{% for x in ", "%}", "&a ", "*a", "!function ",
        "|",
    "\n", "\t", "'", "\"", "null", "-1", "1e9", "true", "[]", "{}", "\\", "(", ")+", "\u0000"
  };

  @TempDir private Path temp;

  @Test
  void mutationsAreReadOrRefused() throws IOException {
    TaskCatalogue catalogue = TaskCatalogue.of(List.of(), CodeFunctions.Runner.REFUSED);
    List<String> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(TaskCatalogue.builtIn())) {
      for (Path file : walk.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
        files.add(Files.readString(file, ISO_8859_1));
      }
    }
    BadTask.file("rows", "").write(temp);
    long seed = System.nanoTime();
    System.out.println("TaskMutationTest: seed " + seed);
    int read = 0;
    for (int i = 0; i < CASES; i++) {
      Random random = new Random(seed + i);
      String text = files.get(random.nextInt(files.size()));
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        text = random.nextBoolean() ? lines(text, random) : bytes(text, random);
      }
      Files.writeString(temp.resolve("task.yaml"), text, ISO_8859_1);
      read += isRead(catalogue, "seed " + (seed + i)) ? 1 : 0;
    }
    assertThat(read).as("mutations that are tasks still").isBetween(1, CASES - 1);
  }

  private boolean isRead(TaskCatalogue catalogue, String what) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    boolean read = true;
    try {
      BadTask.run(catalogue, temp.resolve("task.yaml"), "The answer is (A) 2.");
    } catch (MalformedFileException e) {
      read = false;
      assertThat(e.reason()).as(what).isNotEmpty();
    } catch (Throwable e) {
      fail(what, e);
    }
    assertThat(threads.getCurrentThreadCpuTime() - start).as(what).isLessThan(MOST_NANOS);
    return read;
  }

  /** A line left out, said twice, moved, indented otherwise, or with a value of another. */
  private static String lines(String text, Random random) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (lines.isEmpty()) {
      return text;
    }
    int at = random.nextInt(lines.size());
    String line = lines.get(at);
    String other = lines.get(random.nextInt(lines.size()));
    switch (random.nextInt(5)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(random.nextInt(lines.size()), line);
      case 2 -> lines.set(at, " ".repeat(random.nextInt(5)) + line.strip());
      case 3 -> lines.set(at, line.substring(0, line.indexOf(':') + 1) + " " + piece(random));
      default ->
          lines.set(
              at,
              line.substring(0, line.indexOf(':') + 1) + other.substring(other.indexOf(':') + 1));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String bytes(String text, Random random) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + random.nextInt(4));
    String put =
        random.nextInt(4) == 0 ? String.valueOf((char) random.nextInt(256)) : piece(random);
    return text.substring(0, at) + put + text.substring(end);
  }

  private static String piece(Random random) {
    return PIECES[random.nextInt(PIECES.length)];
  }
}
