package dev.bantam.tasks.summarize;

import dev.bantam.tasks.Described;
import dev.bantam.tasks.summarize.SummaryOptions.Style;
import dev.bantam.tasks.summarize.SummaryOptions.Unsupported;
import dev.bantam.tasks.trace.Traced;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A summary.
 *
 * @param document what was summarised
 * @param sentences in their order; those that were dropped are missing
 * @param dropped sentences that the document does not support and that were left out
 */
public record Summary(
    String document, List<Traced> sentences, List<String> dropped, SummaryOptions options)
    implements Described {
  public Summary {
    sentences = List.copyOf(sentences);
    dropped = List.copyOf(dropped);
  }

  /** The summary, with {@code [?]} behind what is not supported where that was asked for. */
  public String text() {
    return text(false);
  }

  /**
   * The summary.
   *
   * @param cite whether {@code [1]}, the number of its source, stands behind each sentence
   */
  public String text(boolean cite) {
    List<String> shown = new ArrayList<>();
    for (Traced sentence : sentences) {
      boolean doubtful = !sentence.supported() && options.unsupported() == Unsupported.MARK;
      String mark =
          doubtful
              ? " [?]"
              : cite && !sentence.sources().isEmpty()
                  ? " [" + sentence.sources().getFirst() + "]"
                  : "";
      shown.add((options.style() == Style.BULLETS ? "- " : "") + sentence.text() + mark);
    }
    return String.join(options.style() == Style.BULLETS ? "\n" : " ", shown);
  }

  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("document", document);
    fields.put("summary", text());
    fields.put("sentences", sentences.stream().map(Traced::fields).toList());
    if (!dropped.isEmpty()) {
      fields.put("dropped", dropped);
    }
    return fields;
  }
}
