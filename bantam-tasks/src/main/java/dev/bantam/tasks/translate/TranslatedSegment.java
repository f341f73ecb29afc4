package dev.bantam.tasks.translate;

import dev.bantam.tasks.Described;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A sentence with its translation.
 *
 * @param source with short marks ({@code <1>}) for markup and addresses
 * @param target with the same
 * @param memory how alike the sentence of the memory is that helped, in percent: 100 was used as it
 *     is, less was shown to the model; 0 if there was none
 * @param terms of the glossary that the source has
 * @param confidence from 0 to 1: how sure the model was of its words; 1 from the memory, 0 where
 *     the source stands untranslated
 * @param notes why a person should look at it; empty if there is no reason known
 */
public record TranslatedSegment(
    String source,
    String target,
    int memory,
    List<Term> terms,
    double confidence,
    List<String> notes)
    implements Described {
  public TranslatedSegment {
    terms = List.copyOf(terms);
    notes = List.copyOf(notes);
  }

  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("source", source);
    fields.put("target", target);
    if (memory > 0) {
      fields.put("memory_percent", memory);
    }
    if (!terms.isEmpty()) {
      fields.put("terms", terms.stream().map(Term::source).toList());
    }
    fields.put("confidence", Math.round(1000 * confidence) / 1000.0);
    fields.put("doubtful", !notes.isEmpty());
    if (!notes.isEmpty()) {
      fields.put("notes", notes);
    }
    return fields;
  }
}
