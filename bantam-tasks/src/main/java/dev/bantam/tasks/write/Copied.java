package dev.bantam.tasks.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what a text copies from the examples of a brand's voice, which are of other products. */
final class Copied {
  /** Words in a row that nobody writes twice by chance. */
  private static final int RUN = 6;

  private Copied() {}

  /** The first run of words that an example has, too. */
  static Optional<String> from(List<String> examples, String text) {
    List<String> words = words(text);
    List<String> known = examples.stream().map(example -> joined(words(example))).toList();
    for (int i = 0; i + RUN <= words.size(); i++) {
      String run = joined(words.subList(i, i + RUN));
      if (known.stream().anyMatch(example -> example.contains(run))) {
        return Optional.of(run.strip());
      }
    }
    return Optional.empty();
  }

  /** Words as a text in which runs of them can be found. */
  static String joined(List<String> words) {
    return " " + String.join(" ", words) + " ";
  }

  /** Runs of letters and digits, in lower case. */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int c : (text + " ").toLowerCase(Locale.ROOT).codePoints().toArray()) {
      if (Character.isLetterOrDigit(c)) {
        word.appendCodePoint(c);
      } else if (!word.isEmpty()) {
        words.add(word.toString());
        word.setLength(0);
      }
    }
    return words;
  }
}
