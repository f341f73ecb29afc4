package dev.bantam.tasks.summarize;

import dev.bantam.tasks.document.Passage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Neighbouring passages as one where they fit together, each under its heading unless that is long.
 * Where another heading comes and a part is more than half full, a new one begins.
 */
final class Parts {
  /** Tokens that texts may have more of when they are joined. */
  private static final int MARGIN = 4;

  private final int room;
  private final ToIntFunction<String> measure;
  private final List<Passage> parts = new ArrayList<>();
  private final List<Passage> joining = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private int filled;

  private Parts(int room, ToIntFunction<String> measure) {
    this.room = room;
    this.measure = measure;
  }

  /**
   * The parts; two passages at least are in each but the last, so that there are fewer parts than
   * passages.
   *
   * @param room most that one measures, unless two passages alone do
   */
  static List<Passage> joined(List<Passage> passages, int room, ToIntFunction<String> measure) {
    Parts parts = new Parts(room, measure);
    passages.forEach(parts::add);
    parts.end();
    return parts.parts;
  }

  private void add(Passage passage) {
    String heading = measure.applyAsInt(passage.heading()) <= room / 8 ? passage.heading() : "";
    boolean another = joining.isEmpty() || !joining.getLast().heading().equals(passage.heading());
    String more = another && !heading.isEmpty() ? heading + "\n" + passage.text() : passage.text();
    int length = measure.applyAsInt(more) + MARGIN;
    boolean full = filled + length > room || (another && 2 * filled > room);
    if (full && joining.size() > 1) {
      end();
      add(passage);
      return;
    }
    text.append(text.isEmpty() ? "" : "\n\n").append(more);
    filled += length;
    joining.add(passage);
  }

  private void end() {
    if (!joining.isEmpty()) {
      Passage first = joining.getFirst();
      parts.add(
          new Passage(
              first.document(), parts.size() + 1, first.page(), first.heading(), text.toString()));
      joining.clear();
      text.setLength(0);
      filled = 0;
    }
  }
}
