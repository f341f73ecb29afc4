package dev.bantam.generate.chat;

/** Finds where a JSON object or list ends, in text that comes character by character. */
final class JsonExtent {
  private final StringBuilder text = new StringBuilder();
  private int depth;
  private boolean inString;
  private boolean escaped;

  /** Takes a character; whether it may belong to JSON, white space before it included. */
  boolean take(char c) {
    if (text.isEmpty()) {
      if (c != '{' && c != '[') {
        return Character.isWhitespace(c);
      }
    }
    text.append(c);
    if (escaped) {
      escaped = false;
    } else if (inString) {
      escaped = c == '\\';
      inString = c != '"';
    } else {
      switch (c) {
        case '"' -> inString = true;
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {}
      }
    }
    return true;
  }

  /** Whether all that was opened is closed. */
  boolean isComplete() {
    return depth == 0 && !text.isEmpty();
  }

  /** The JSON so far. */
  String text() {
    return text.toString();
  }
}
