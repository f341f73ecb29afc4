package dev.bantam.generate;

import dev.bantam.tokenizer.Tokenizer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The text of an answer, growing token by token up to a stop string. */
final class AnswerText {
  private final Tokenizer tokenizer;
  private final Set<Integer> ends;
  private final boolean controlText;
  private final Utf8Stream utf8 = new Utf8Stream();
  private final StopScanner scanner;
  private final StringBuilder text = new StringBuilder();

  /**
   * Starts an empty answer.
   *
   * @param ends tokens that end a generation
   * @param controlText whether control tokens are part of the text
   */
  AnswerText(Tokenizer tokenizer, Set<Integer> ends, List<String> stops, boolean controlText) {
    this.tokenizer = tokenizer;
    this.ends = ends;
    this.controlText = controlText;
    this.scanner = new StopScanner(stops);
  }

  /** How many of {@code logits} logits stand for tokens. */
  int vocabulary(int logits) {
    return Math.min(logits, tokenizer.size());
  }

  boolean ends(int token) {
    return ends.contains(token);
  }

  /** Adds a token; returns the text that is now certain. */
  String add(int token) {
    return certain(
        scanner.add(utf8.add(tokenizer.piece(token, controlText && !ends.contains(token)))));
  }

  /** Returns what was held back, as no more tokens come. */
  String end() {
    return certain(scanner.add(utf8.end()) + scanner.end());
  }

  private String certain(String more) {
    text.append(more);
    return more;
  }

  /** The stop string that was found, or null. */
  @Nullable String stop() {
    return scanner.found();
  }

  /** All certain text. */
  String text() {
    return text.toString();
  }
}
