package dev.bantam.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bantam.tokenizer.Tokenizer;
import dev.bantam.train.data.Encoded;
import dev.bantam.train.data.Findings;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A data set drawn in a terminal. */
final class DataPicture {
  private static final int BARS = 12;
  private static final int WIDTH = 50;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";
  private static final int LONGEST_STRETCH = 1500;

  private static final String TRAINED = "\u001b[1;32m";
  private static final String GIVEN = "\u001b[2m";
  private static final String PLAIN = "\u001b[0m";

  private DataPicture() {}

  /** How many sequences have which length, as horizontal bars. */
  static List<String> histogram(Findings findings, int limit) {
    List<String> lines = new ArrayList<>();
    if (findings.lengths().isEmpty()) {
      return lines;
    }
    lines.add("");
    lines.add(
        "length in tokens: half up to %d, 90 %% up to %d, 99 %% up to %d, the longest %d"
            .formatted(
                findings.quantile(0.5),
                findings.quantile(0.9),
                findings.quantile(0.99),
                findings.quantile(1)));
    int step = step(findings.quantile(1));
    int[] counts = new int[findings.quantile(1) / step + 1];
    int most = 0;
    for (Map.Entry<Integer, Integer> length : findings.lengths().entrySet()) {
      int bar = length.getKey() / step;
      counts[bar] += length.getValue();
      most = Math.max(most, counts[bar]);
    }
    for (int bar = findings.quantile(0) / step; bar < counts.length; bar++) {
      int from = bar * step;
      String note = from <= limit && limit < from + step ? "  <- sequence_len " + limit : "";
      lines.add(
          "%6d  %s %,d%s".formatted(from, bar((double) counts[bar] / most), counts[bar], note));
    }
    return lines;
  }

  /** A round width of bars with which there are at most {@link #BARS}. */
  private static int step(int longest) {
    int step = 1;
    int[] factors = {2, 5, 10};
    int power = 1;
    for (int i = 0; longest / step >= BARS; i++) {
      step = power * factors[i % 3];
      power *= i % 3 == 2 ? 10 : 1;
    }
    return step;
  }

  private static String bar(double part) {
    int eighths = (int) Math.round(part * WIDTH * 8);
    if (part > 0 && eighths == 0) {
      eighths = 1;
    }
    String rest = eighths % 8 == 0 ? "" : String.valueOf(EIGHTHS.charAt(eighths % 8));
    return "█".repeat(eighths / 8) + rest;
  }

  /** An example's text; what is trained is green in a terminal, and else in double brackets. */
  static List<String> example(int number, Encoded example, Tokenizer tokenizer) {
    boolean colour = ProgressBar.isTerminal() && System.getenv("NO_COLOR") == null;
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (int i = 1; i <= example.size(); i++) {
      boolean trained = example.trained()[from];
      if (i == example.size() || example.trained()[i] != trained) {
        String stretch = shortened(text(example, from, i, tokenizer));
        if (colour) {
          text.append(trained ? TRAINED : GIVEN).append(stretch).append(PLAIN);
        } else {
          text.append(trained ? "⟦" + stretch + "⟧" : stretch);
        }
        from = i;
      }
    }
    return List.of(
        "",
        String.format(
            Locale.ROOT,
            "sequence %d, %d tokens; %d trained, %s:",
            number,
            example.size(),
            example.weight(),
            colour ? TRAINED + "which are green" + PLAIN : "which stand in ⟦ ⟧"),
        "",
        text.toString());
  }

  /** The text of tokens [from, to), with nothing that would steer the terminal. */
  private static String text(Encoded example, int from, int to, Tokenizer tokenizer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = from; i < to; i++) {
      bytes.writeBytes(tokenizer.piece(example.tokens()[i], true));
    }
    StringBuilder text = new StringBuilder();
    bytes
        .toString(UTF_8)
        .codePoints()
        .map(c -> Character.isISOControl(c) && c != '\n' && c != '\t' ? 0xFFFD : c)
        .forEach(text::appendCodePoint);
    return text.toString();
  }

  private static String shortened(String text) {
    if (text.length() <= LONGEST_STRETCH) {
      return text;
    }
    int half = LONGEST_STRETCH / 2;
    return "%s\n[... %,d characters ...]\n%s"
        .formatted(
            text.substring(0, half),
            text.length() - 2 * half,
            text.substring(text.length() - half));
  }
}
