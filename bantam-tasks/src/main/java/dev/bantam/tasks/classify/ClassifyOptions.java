package dev.bantam.tasks.classify;

import java.util.HashSet;
import java.util.List;

/**
 * What texts are sorted by.
 *
 * @param labels at least 2, all different and not blank, written as the model should read them
 * @param instruction what the labels are of, such as {@code What is the ticket about?}; may be
 *     empty
 * @param examples shown to the model; may be empty
 */
public record ClassifyOptions(List<String> labels, String instruction, List<Labelled> examples) {
  public ClassifyOptions {
    labels = labels.stream().map(String::strip).toList();
    examples = List.copyOf(examples);
    if (labels.size() < 2 || labels.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("give at least two labels, none of them empty");
    }
    if (new HashSet<>(labels).size() < labels.size()) {
      throw new IllegalArgumentException("a label is there twice: " + String.join(", ", labels));
    }
    for (Labelled example : examples) {
      if (!labels.contains(example.label())) {
        throw new IllegalArgumentException(
            "an example has the label '%s', which is none of %s"
                .formatted(example.label(), String.join(", ", labels)));
      }
    }
  }

  /** Labels alone. */
  public static ClassifyOptions of(List<String> labels) {
    return new ClassifyOptions(labels, "", List.of());
  }

  public ClassifyOptions withInstruction(String value) {
    return new ClassifyOptions(labels, value, examples);
  }

  public ClassifyOptions withExamples(List<Labelled> value) {
    return new ClassifyOptions(labels, instruction, value);
  }
}
