package dev.bantam.tasks.guard;

import dev.bantam.generate.Passage;
import dev.bantam.generate.Score;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.prompt.PromptFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A model that says whether a text is about given topics: by how likely it finds {@code unsafe}
 * against {@code safe} as its answer, as Llama Guard is read (Inan et al., 2023, arXiv:2312.06674).
 *
 * <p>A model leans to one of the words whatever the text is. What it says of a text without content
 * is taken off (contextual calibration: Zhao et al., 2021, arXiv:2102.09690).
 */
final class Judge {
  private static final String NOTHING = "N/A";

  private final TaskModel model;
  private final PromptFile prompt;
  private final int[] safe;
  private final int[] unsafe;

  Judge(TaskModel model) {
    this.model = model;
    this.prompt = model.prompt("guard");
    String begun = prompt.begun(values("", List.of()));
    String space = begun.isBlank() ? "" : " ";
    this.safe = word(space + "safe");
    this.unsafe = word(space + "unsafe");
  }

  private int[] word(String word) {
    return model.generator().tokenizer().encode(word, false, false);
  }

  /** The probability that a text is about one of the topics; of a long one, of its worst part. */
  double unsafe(String text, List<String> topics) {
    Work work = model.begin();
    int room = work.room(prompt, values("", topics)) - Math.max(safe.length, unsafe.length);
    List<Passage> passages = new ArrayList<>();
    List<String> parts = new ArrayList<>(List.of(NOTHING));
    split(text, room, parts);
    for (String part : parts) {
      int[] before = work.encode(prompt, values(part, topics));
      passages.add(Passage.of(before, unsafe));
      passages.add(Passage.of(before, safe));
    }
    List<Score> scores = work.score(passages);
    double lean = odds(scores, 0);
    double worst = Double.NEGATIVE_INFINITY;
    for (int i = 1; i < parts.size(); i++) {
      worst = Math.max(worst, odds(scores, i) - lean);
    }
    return 1 / (1 + Math.exp(-worst));
  }

  private static double odds(List<Score> scores, int part) {
    return scores.get(2 * part).total() - scores.get(2 * part + 1).total();
  }

  private static Map<String, Object> values(String text, List<String> topics) {
    return Map.of("text", text, "topics", topics);
  }

  /** Halves a text until each part has room in the prompt. */
  private void split(String text, int room, List<String> parts) {
    if (text.length() < 2 || model.tokens(text) <= room) {
      parts.add(text);
      return;
    }
    int half = text.length() / 2;
    int space = text.lastIndexOf(' ', half);
    int at = space > 0 ? space : text.offsetByCodePoints(0, text.codePointCount(0, half));
    split(text.substring(0, at), room, parts);
    split(text.substring(at), room, parts);
  }
}
