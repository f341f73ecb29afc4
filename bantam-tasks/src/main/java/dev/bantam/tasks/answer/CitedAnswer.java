package dev.bantam.tasks.answer;

import dev.bantam.tasks.Described;
import dev.bantam.tasks.Source;
import dev.bantam.tasks.trace.Traced;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/**
 * An answer whose sentences cite passages.
 *
 * @param sentences none if the documents do not hold the answer
 * @param quoted whether it is a sentence of the documents, as the model's own words rest on nothing
 * @param relevance the score of the best passage; 0 if there was none
 */
public record CitedAnswer(List<Traced> sentences, boolean quoted, double relevance)
    implements Described {
  /** What is said where the documents do not hold the answer. */
  public static final String NOT_FOUND = "not in these documents";

  public CitedAnswer {
    sentences = List.copyOf(sentences);
  }

  /** Whether there is an answer. */
  public boolean found() {
    return !sentences.isEmpty();
  }

  /**
   * The answer with its citations, {@code [1]}, behind each sentence, and {@code [?]} behind one
   * that no passage supports.
   */
  public String text() {
    return text(number -> number);
  }

  /** As {@link #text()}, but each source has the number of its passage in its document. */
  public String text(List<Source> sources) {
    return text(number -> sources.get(number - 1).passage().number());
  }

  private String text(IntUnaryOperator numbering) {
    return found()
        ? sentences.stream().map(s -> cited(s, numbering)).collect(Collectors.joining(" "))
        : NOT_FOUND;
  }

  private static String cited(Traced sentence, IntUnaryOperator numbering) {
    String mark =
        sentence.supported()
            ? sentence.sources().stream()
                .map(source -> "[%d]".formatted(numbering.applyAsInt(source)))
                .collect(Collectors.joining())
            : "[?]";
    return sentence.text() + " " + mark;
  }

  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("answer", text());
    fields.put("found", found());
    fields.put("quoted", quoted);
    fields.put("sentences", sentences.stream().map(Traced::fields).toList());
    fields.put("relevance", Math.round(1000 * relevance) / 1000.0);
    return fields;
  }
}
