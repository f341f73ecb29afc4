package dev.bantam.tasks.code;

import dev.bantam.data.Row;
import dev.bantam.data.RowSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Looks for code in the data that a model was tuned on: rows that have most of its 3-grams of
 * tokens. Tokens are runs of letters, digits and {@code _}, and single marks; white space says
 * nothing.
 */
public final class NearMatches {
  /** Overlap from which on a row is a near match. */
  public static final double THRESHOLD = 0.6;

  /** Most rows that are shown. */
  private static final int MOST = 5;

  private static final int N = 3;
  private static final List<String> SOURCES =
      List.of("source", "url", "repository", "repo", "path", "module");
  private static final List<String> LICENCES = List.of("licence", "license");

  private NearMatches() {}

  /**
   * The rows of files that code resembles most, the nearest first.
   *
   * @param files of rows: {@code source} and {@code licence} of each may say where it is from
   * @throws dev.bantam.format.MalformedFileException naming the file and the line that cannot be
   *     read
   */
  public static List<NearMatch> find(String code, List<Path> files) throws IOException {
    Set<List<String>> wanted = grams(code);
    List<NearMatch> matches = new ArrayList<>();
    for (Path file : files) {
      try (RowSource rows = RowSource.open(file)) {
        for (Row row = rows.next(); row != null; row = rows.next()) {
          double overlap = overlap(wanted, row);
          if (overlap >= THRESHOLD) {
            matches.add(
                new NearMatch(row.where(), overlap, first(row, SOURCES), first(row, LICENCES)));
          }
        }
      }
    }
    matches.sort(Comparator.comparingDouble(match -> -match.overlap()));
    return List.copyOf(matches.subList(0, Math.min(MOST, matches.size())));
  }

  private static double overlap(Set<List<String>> wanted, Row row) {
    double best = 0;
    for (Object value : row.columns().values()) {
      if (value instanceof String || value instanceof List<?>) { // a text, or messages
        Set<List<String>> there = grams(value.toString());
        long common = wanted.stream().filter(there::contains).count();
        best = Math.max(best, wanted.isEmpty() ? 0 : (double) common / wanted.size());
      }
    }
    return best;
  }

  private static String first(Row row, List<String> columns) {
    for (String column : columns) {
      if (row.columns().get(column) instanceof String text) {
        return text;
      }
    }
    return "";
  }

  private static Set<List<String>> grams(String code) {
    List<String> tokens = tokens(code);
    Set<List<String>> grams = new HashSet<>();
    for (int i = 0; i + N <= tokens.size(); i++) {
      grams.add(List.copyOf(tokens.subList(i, i + N)));
    }
    return grams;
  }

  private static List<String> tokens(String code) {
    List<String> tokens = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int i = 0; i <= code.length(); i++) {
      char c = i < code.length() ? code.charAt(i) : ' ';
      if (Character.isLetterOrDigit(c) || c == '_') {
        word.append(c);
        continue;
      }
      if (!word.isEmpty()) {
        tokens.add(word.toString().toLowerCase(Locale.ROOT));
        word.setLength(0);
      }
      if (!Character.isWhitespace(c)) {
        tokens.add(String.valueOf(c));
      }
    }
    return tokens;
  }
}
