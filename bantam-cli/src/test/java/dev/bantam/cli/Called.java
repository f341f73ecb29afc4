package dev.bantam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.format.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The program, called in this process as a user calls it, and what came of it. */
record Called(int status, String out, String err) {
  private static final Path GOLDENS =
      Path.of("..", "bantam-core", "src", "test", "resources", "goldens", "arch");

  /** A tiny model of random weights. */
  static final String LLAMA = GOLDENS.resolve("llama-tied/model.gguf").toString();

  /** Another one. */
  static final String QWEN = GOLDENS.resolve("qwen2/model.gguf").toString();

  static Called bantam(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    try {
      int status = Main.commandLine(args).execute(args);
      return new Called(
          status,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** The same, and that it ended well. */
  static Called fine(String... args) {
    Called called = bantam(args);
    assertThat(called.status).as(called.err).isZero();
    return called;
  }

  /** All that was printed, as JSON. */
  Object json() throws IOException {
    return Json.parse("standard output", out);
  }

  /** Values by contestant, task and figure, of what {@code compare --json} printed. */
  Map<String, Double> figures() throws IOException {
    Map<String, Double> figures = new TreeMap<>();
    for (Map<?, ?> contestant : maps(((Map<?, ?>) json()).get("contestants"))) {
      for (Map<?, ?> task : maps(contestant.get("tasks"))) {
        for (Map<?, ?> figure : maps(task.get("figures"))) {
          figures.put(
              "%s %s %s,%s"
                  .formatted(
                      contestant.get("name"),
                      task.get("task"),
                      figure.get("metric"),
                      figure.get("filter")),
              figure.get("value") instanceof Number value ? value.doubleValue() : Double.NaN);
        }
      }
    }
    return figures;
  }

  /** A list of objects. */
  static List<Map<?, ?>> maps(Object list) {
    return ((List<?>) list).stream().<Map<?, ?>>map(one -> (Map<?, ?>) one).toList();
  }

  /** Removes all replies that the store of the tests holds. */
  static void forgetReplies() throws IOException {
    Path journals = TaskData.journals();
    if (Files.exists(journals)) {
      try (Stream<Path> all = Files.walk(journals)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /** The lines of all replies, by file. */
  static Map<Path, List<String>> replies() throws IOException {
    Map<Path, List<String>> lines = new TreeMap<>();
    try (Stream<Path> all = Files.walk(TaskData.journals())) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        lines.put(file, Files.readAllLines(file));
      }
    }
    return lines;
  }
}
