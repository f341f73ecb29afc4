package dev.bantam.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How verbs print: tables and JSON to standard output, everything else to standard error. */
final class Output {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Output() {}

  /** Prints plain data (maps, lists, numbers, texts) as JSON. */
  static void json(Object data) {
    System.out.println(JSON.writeValueAsString(data));
  }

  /** Plain data as JSON in one line, of which files of many results are made. */
  static String line(Object data) {
    return JSON.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(data);
  }

  /** Prints rows of cells in aligned columns; the first row is the heading. */
  static void table(List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        int width = row.get(i).length();
        if (i == widths.size()) {
          widths.add(width);
        }
        widths.set(i, Math.max(width, widths.get(i)));
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i));
        if (i + 1 < row.size()) {
          line.append(" ".repeat(widths.get(i) - row.get(i).length() + 3));
        }
      }
      System.out.println(line);
    }
  }

  /** A number of bytes for people: {@code 322.6 MB}. */
  static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 999.95) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %sB", value, "kMGTPE".charAt(unit));
  }

  /** A count for people: {@code 1.1B}, {@code 26.1M}. */
  static String count(long n) {
    if (n >= 1_000_000_000) {
      return String.format(Locale.ROOT, "%.2fB", n / 1e9);
    }
    return n >= 1_000_000
        ? String.format(Locale.ROOT, "%.1fM", n / 1e6)
        : String.format(Locale.ROOT, "%.1fK", n / 1e3);
  }

  /** A duration for people: {@code 9 s}, {@code 3 min 20 s}. */
  static String seconds(long seconds) {
    return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
  }
}
