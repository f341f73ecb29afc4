package dev.bantam.tasks.translate;

import java.util.ArrayList;
import java.util.List;

/**
 * A sentence's translation.
 *
 * @param target with short marks, as models see it
 * @param memory as {@link TranslatedSegment#memory}
 * @param confidence as {@link TranslatedSegment#confidence}
 * @param translated whether it is one, and not the source
 */
record Draft(String target, int memory, double confidence, boolean translated, List<String> notes) {
  Draft {
    notes = List.copyOf(notes);
  }

  Draft withNote(String note) {
    List<String> more = new ArrayList<>(notes);
    more.add(note);
    return new Draft(target, memory, confidence, translated, more);
  }
}
