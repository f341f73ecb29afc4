package dev.bantam.tasks.summarize;

import dev.bantam.tasks.summarize.SummaryOptions.Unit;
import dev.bantam.tasks.trace.Stems;

/** Counts what a summary has already. */
final class SummaryLength {
  private final SummaryOptions options;
  private int sentences;
  private int words;

  SummaryLength(SummaryOptions options) {
    this.options = options;
  }

  /** Whether a sentence still fits, which it then counts as taken; the first always does. */
  boolean takes(String sentence) {
    int more = Stems.of(sentence).size();
    boolean fits =
        options.unit() == Unit.SENTENCES
            ? sentences < options.length()
            : sentences == 0 || words + more <= options.length();
    if (fits) {
      sentences++;
      words += more;
    }
    return fits;
  }
}
