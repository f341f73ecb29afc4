package dev.bantam.tasks.classify;

import dev.bantam.tasks.Described;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The label of a text.
 *
 * @param label the most likely one
 * @param probabilities of all labels, the most likely first; they add up to 1
 * @param cut whether the text was too long for the model, so that only its beginning was read
 */
public record Classification(String label, Map<String, Double> probabilities, boolean cut)
    implements Described {
  public Classification {
    probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
  }

  static Classification of(List<String> labels, double[] probabilities, boolean cut) {
    Map<String, Double> sorted = new LinkedHashMap<>();
    IntStream.range(0, labels.size())
        .boxed()
        .sorted((a, b) -> Double.compare(probabilities[b], probabilities[a]))
        .forEach(i -> sorted.put(labels.get(i), probabilities[i]));
    return new Classification(sorted.keySet().iterator().next(), sorted, cut);
  }

  /** How likely the label is. */
  public double probability() {
    return probabilities.values().iterator().next();
  }

  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("label", label);
    fields.put("probabilities", probabilities);
    if (cut) {
      fields.put("cut", true);
    }
    return fields;
  }
}
