package dev.bantam.evaluate.metric;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether an answer refuses: says that it does not know, or that nobody can from what is given. A
 * question whose example has no reference should be refused, any other one should not.
 *
 * <p>An answer refuses if it has no letter or digit, if it is one of the whole answers, or if one
 * of the phrases stands, as whole words, in its first 200 characters: a refusal says so at once.
 * Case, white space, the kind of apostrophe and punctuation at the ends do not matter.
 */
public final class Refusal {
  /** How far a refusal may begin after the start of an answer, in characters. */
  private static final int BEGINNING = 200;

  /** Far above what a list of phrases takes. */
  private static final long MAX_BYTES = 1 << 20;

  private final List<String> phrases;
  private final List<String> whole;

  private Refusal(List<String> lines) {
    List<String> texts = lines.stream().filter(l -> !l.isBlank() && !l.startsWith("#")).toList();
    whole = texts.stream().filter(l -> l.startsWith("=")).map(l -> plain(l.substring(1))).toList();
    phrases = texts.stream().filter(l -> !l.startsWith("=")).map(Refusal::plain).toList();
  }

  /** The built-in phrases, which are English. */
  public static Refusal english() {
    return new Refusal(builtIn());
  }

  /**
   * The built-in phrases and those of a file: a phrase on each line, after {@code =} one that is
   * the whole answer; lines that begin with {@code #} say nothing.
   *
   * @throws MalformedFileException if the file is too large or no UTF-8
   * @throws IOException if it cannot be read
   */
  static Refusal with(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new MalformedFileException(
          file, -1, "is no list of phrases: it has more than %d bytes".formatted(MAX_BYTES));
    }
    List<String> lines = new ArrayList<>(builtIn());
    try {
      lines.addAll(Files.readAllLines(file, UTF_8));
    } catch (CharacterCodingException e) {
      throw new MalformedFileException(file, -1, "is no text in UTF-8");
    }
    return new Refusal(lines);
  }

  private static List<String> builtIn() {
    try (InputStream in = Refusal.class.getResourceAsStream("refusals.txt")) {
      if (in == null) {
        throw new IllegalStateException("refusals.txt is missing in the program");
      }
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lower case, words one space apart, straight apostrophes, no punctuation at the ends. */
  private static String plain(String text) {
    String plain =
        String.join(" ", Words.split(text.toLowerCase(Locale.ROOT).replace('\u2019', '\'')));
    int start = 0;
    int end = plain.length();
    while (start < end && !Character.isLetterOrDigit(plain.codePointAt(start))) {
      start += Character.charCount(plain.codePointAt(start));
    }
    while (end > start && !Character.isLetterOrDigit(plain.codePointBefore(end))) {
      end -= Character.charCount(plain.codePointBefore(end));
    }
    return plain.substring(start, end);
  }

  /** Whether an answer refuses. */
  public boolean isOne(String answer) {
    String plain = plain(answer);
    if (plain.isEmpty() || whole.contains(plain)) {
      return true;
    }
    return phrases.stream()
        .mapToInt(phrase -> Terms.find(plain, phrase, 0).map(Terms.Span::start).orElse(BEGINNING))
        .anyMatch(start -> start < BEGINNING);
  }

  /** Whether the answer refuses if and only if it should: 1 or 0. */
  double isRight(Example example) {
    return isOne(example.answer()) == example.references().isEmpty() ? 1 : 0;
  }

  /** Of questions that should be refused: refused, all. */
  double[] refused(Example example) {
    return refused(example, example.references().isEmpty());
  }

  /** Of questions that should be answered: refused, all. */
  double[] overRefused(Example example) {
    return refused(example, !example.references().isEmpty());
  }

  private double[] refused(Example example, boolean counts) {
    return new double[] {counts && isOne(example.answer()) ? 1 : 0, counts ? 1 : 0};
  }
}
