package dev.bantam.tasks.write;

import dev.bantam.generate.Message;
import dev.bantam.tasks.prompt.PromptFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds what a text repeats of what the model was told, as small models do: "Write a product text
 * for the pan in two sentences." An instruction may also say what the text is to say ("that the
 * order has been shipped and will arrive on Friday"), which is no echo. So what counts is how a
 * sentence begins, which is where it tells what to do, or a run that is long beside the words of
 * the row.
 */
final class Echo {
  /** Words at the beginning of a sentence that nobody writes by chance. */
  private static final int BEGINNING = 6;

  /** Words of the shortest sentence that is an echo as a whole. */
  private static final int SENTENCE = 4;

  /** Words in a row, besides those of the row, that are one wherever they stand. */
  private static final int RUN = 8;

  private static final String ENDS = ".!?\u2026\u3002\uff01\uff1f";

  private final List<List<String>> sentences;
  private final List<String> free;
  private final Set<String> freeWords = new HashSet<>();

  /**
   * The echoes of a prompt.
   *
   * @param values of its variables; what {@code facts} and {@code voice} hold is no echo
   * @param stated what else a text may say word by word
   */
  Echo(PromptFile prompt, Map<String, ?> values, List<String> stated) {
    String facts = String.valueOf(values.get("facts"));
    List<String> data = new ArrayList<>(List.of(facts));
    if (values.get("voice") instanceof List<?> examples) {
      examples.forEach(example -> data.add(example.toString()));
    }
    sentences = new ArrayList<>(sentences(String.valueOf(values.get("instruction"))));
    for (Message message : prompt.messages(values)) {
      String told = message.content();
      for (String each : data) {
        told = each.isBlank() ? told : told.replace(each, "");
      }
      sentences.addAll(sentences(told));
    }
    List<List<String>> free =
        Stream.concat(Stream.of(facts), stated.stream()).map(Copied::words).toList();
    this.free = free.stream().map(Copied::joined).toList();
    free.forEach(freeWords::addAll);
  }

  /** The first run of words that a text repeats, in lower case. */
  Optional<String> in(String text) {
    List<String> words = Copied.words(text);
    String all = Copied.joined(words);
    return sentences.stream()
        .map(this::beginning)
        .filter(run -> !run.isBlank() && all.contains(run))
        .findFirst()
        .or(() -> longRun(words))
        .map(String::strip);
  }

  /** How a sentence begins; empty where that may be repeated. */
  private String beginning(List<String> sentence) {
    if (sentence.size() < SENTENCE) {
      return "";
    }
    String run = Copied.joined(sentence.subList(0, Math.min(BEGINNING, sentence.size())));
    return free.stream().anyMatch(text -> text.contains(run)) ? "" : run;
  }

  private Optional<String> longRun(List<String> words) {
    for (int from = 0; from < words.size(); from++) {
      int own = 0;
      for (int to = from; to < words.size(); to++) {
        own += freeWords.contains(words.get(to)) ? 0 : 1;
        if (own == RUN) {
          String run = Copied.joined(words.subList(from, to + 1));
          if (sentences.stream().anyMatch(told -> Copied.joined(told).contains(run))) {
            return Optional.of(run);
          }
          break;
        }
      }
    }
    return Optional.empty();
  }

  /** The words of what stands between tags and signs that end a sentence. */
  private static List<List<String>> sentences(String text) {
    List<List<String>> sentences = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      boolean last = i + 1 == text.length() || Character.isWhitespace(text.charAt(i + 1));
      char c = text.charAt(i);
      if (c == '<' || c == '>' || (ENDS.indexOf(c) >= 0 && last)) {
        sentences.add(Copied.words(text.substring(from, i)));
        from = i + 1;
      }
    }
    sentences.add(Copied.words(text.substring(from)));
    return sentences;
  }
}
