package dev.bantam.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** How long things took in tests, which it does not decide: {@code target/figures.txt}. */
public final class Figures {
  private Figures() {}

  /** Notes the median, the 99th percentile and the greatest of some durations. */
  public static void note(String what, Collection<Long> nanos) throws IOException {
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    String line =
        String.format(
            Locale.ROOT,
            "%s: p50 %.1f ms, p99 %.1f ms, most %.1f ms%n",
            what,
            sorted.get(sorted.size() / 2) / 1e6,
            sorted.get((int) (sorted.size() * 0.99)) / 1e6,
            sorted.getLast() / 1e6);
    Files.writeString(
        Path.of("target", "figures.txt"),
        line,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
