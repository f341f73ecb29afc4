package dev.bantam.tasks.summarize;

import dev.bantam.generate.Answer;
import dev.bantam.generate.FinishReason;
import dev.bantam.tasks.document.Passages;
import dev.bantam.tasks.summarize.SummaryOptions.Style;
import dev.bantam.tasks.trace.Stems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a model wrote, as the sentences of a summary. */
final class Written {
  /** Words of a line before the summary, such as "Here is a summary:". */
  private static final int LONGEST_OPENING = 12;

  private Written() {}

  /**
   * The sentences, without bullets and openings, without one that was cut off and those said
   * already, as many as were asked for.
   */
  static List<String> sentences(Answer answer, SummaryOptions options) {
    List<String> all = new ArrayList<>();
    for (String line : answer.text().lines().map(String::strip).toList()) {
      String said = withoutBullet(line);
      if (said.endsWith(":") && Stems.of(said).size() <= LONGEST_OPENING) {
        continue;
      }
      all.addAll(options.style() == Style.BULLETS ? List.of(said) : Passages.sentences(said));
    }
    all.removeIf(sentence -> Stems.of(sentence).isEmpty());
    if (answer.finish() == FinishReason.LENGTH && all.size() > 1 && !ends(all.getLast())) {
      all.removeLast();
    }
    Set<List<String>> said = new HashSet<>();
    SummaryLength length = new SummaryLength(options);
    return all.stream()
        .filter(sentence -> said.add(Stems.of(sentence)))
        .takeWhile(length::takes)
        .toList();
  }

  private static boolean ends(String sentence) {
    return ".!?\u3002\uff01\uff1f".indexOf(sentence.charAt(sentence.length() - 1)) >= 0;
  }

  /** A line without the mark or number of an item before it. */
  private static String withoutBullet(String line) {
    int at = 0;
    while (at < line.length() && Character.isDigit(line.charAt(at))) {
      at++;
    }
    boolean numbered = at > 0 && at < line.length() && ".)".indexOf(line.charAt(at)) >= 0;
    boolean marked = !line.isEmpty() && "-*\u2022".indexOf(line.charAt(0)) >= 0;
    int after = numbered ? at + 1 : marked ? 1 : 0;
    boolean spaced = after < line.length() && Character.isWhitespace(line.charAt(after));
    return spaced ? line.substring(after).strip() : line;
  }
}
