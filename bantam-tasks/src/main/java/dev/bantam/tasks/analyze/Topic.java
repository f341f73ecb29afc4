package dev.bantam.tasks.analyze;

import dev.bantam.tasks.Described;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Documents that are alike.
 *
 * @param number from 1, the largest first
 * @param words that tell it from the others, best first
 * @param documents how many they are
 */
public record Topic(int number, List<String> words, int documents) implements Described {
  public Topic {
    words = List.copyOf(words);
  }

  /** Its first words. */
  public String name() {
    return String.join(", ", words.subList(0, Math.min(3, words.size())));
  }

  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("topic", number);
    fields.put("words", words);
    fields.put("documents", documents);
    return fields;
  }
}
