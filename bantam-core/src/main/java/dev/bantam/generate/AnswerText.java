package dev.bantam.generate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text of an answer, growing token by token up to a stop string. */
final class AnswerText {
  private final TextCodec codec;
  private final Utf8Stream utf8 = new Utf8Stream();
  private final StopScanner scanner;
  private final StringBuilder text = new StringBuilder();

  AnswerText(TextCodec codec, List<String> stops) {
    this.codec = codec;
    this.scanner = new StopScanner(stops);
  }

  /** How many of {@code logits} logits stand for tokens. */
  int vocabulary(int logits) {
    return Math.min(logits, codec.size());
  }

  boolean ends(int token) {
    return codec.ends(token);
  }

  /** Adds a token; returns the text that is now certain. */
  String add(int token) {
    return certain(scanner.add(utf8.add(codec.bytes(token))));
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
