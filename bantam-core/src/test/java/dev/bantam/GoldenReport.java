package dev.bantam;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One table of all golden cases and how far they were off: {@code target/goldens.tsv}. */
public final class GoldenReport {
  private static final Path FILE = Path.of("target", "goldens.tsv");

  static {
    try {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, "kind\tcase\tmeasure\tmax difference\ttolerance\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private GoldenReport() {}

  /** Adds a line; call before asserting, so that a failure is listed too. */
  public static synchronized void add(
      String kind, String name, String measure, double difference, double tolerance) {
    try {
      Files.writeString(
          FILE,
          "%s\t%s\t%s\t%.3g\t%.3g%n".formatted(kind, name, measure, difference, tolerance),
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
