package dev.bantam.tasks.translate;

import dev.bantam.format.MalformedFileException;
import dev.bantam.tasks.translate.format.FileFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Sentences that were translated before. Not safe for use from several threads.
 *
 * <p>Near matches are found by their rarest words: a sentence of n words that is at least {@value
 * #LEAST_PERCENT} % alike shares one of any n/4 + 1 of them (prefix filtering: Chaudhuri et al.
 * 2006).
 */
public final class TranslationMemory {
  /** How alike a sentence must be to be shown to the model. */
  public static final int LEAST_PERCENT = 75;

  private static final int MAX_SENTENCES = 2_000_000;

  /** Most sentences of a word that are looked at; a word of more tells nothing. */
  private static final int MAX_SHARED = 5_000;

  /**
   * A sentence and its translation.
   *
   * @param percent how alike it is to the sentence that it was found for
   */
  public record Match(String source, String target, int percent) {}

  private final Map<String, String> targets = new LinkedHashMap<>();
  private final Map<String, List<String>> byWord = new HashMap<>();

  /**
   * What a PO file has translated, but for what is marked as doubtful.
   *
   * @throws MalformedFileException if it is no PO file
   */
  public static TranslationMemory ofPo(String name, String text) throws MalformedFileException {
    TranslationMemory memory = new TranslationMemory();
    FileFormat.PO.read(name, text, new FileFormat.Options("", false)).done().forEach(memory::add);
    return memory;
  }

  /** Remembers a translation; the first one of a sentence stays. */
  public synchronized void add(String source, String target) {
    if (source.isBlank() || target.isBlank() || targets.size() >= MAX_SENTENCES) {
      return;
    }
    if (targets.putIfAbsent(source, target) == null) {
      for (String word : Set.copyOf(words(source))) {
        byWord.computeIfAbsent(word, _ -> new ArrayList<>()).add(source);
      }
    }
  }

  /** Remembers all that another one does. */
  public void addAll(TranslationMemory other) {
    other.sentences().forEach(this::add);
  }

  /** All sentences with their translations, in the order in which they came. */
  public synchronized Map<String, String> sentences() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(targets));
  }

  /** The translation of exactly this sentence. */
  Optional<String> exact(String source) {
    return Optional.ofNullable(targets.get(source));
  }

  /** The sentence that is most alike, by words replaced, added and left out. */
  Optional<Match> nearest(String source) {
    List<String> words = words(source);
    Set<String> candidates = new LinkedHashSet<>();
    Stream<List<String>> rarest =
        words.stream()
            .distinct()
            .map(word -> byWord.getOrDefault(word, List.of()))
            .sorted(Comparator.comparingInt(List::size))
            .limit(words.size() / 3 + 1L);
    rarest.filter(list -> list.size() <= MAX_SHARED).forEach(candidates::addAll);
    return candidates.stream()
        .map(
            candidate ->
                new Match(
                    candidate,
                    targets.getOrDefault(candidate, ""),
                    percent(words, words(candidate))))
        .filter(match -> match.percent >= LEAST_PERCENT)
        .max(Comparator.comparingInt(Match::percent));
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || Character.isWhitespace(text.charAt(i))) {
        if (i > start) {
          words.add(text.substring(start, i));
        }
        start = i + 1;
      }
    }
    return words;
  }

  /** 100 x (1 - edits / words of the longer one): Levenshtein's distance on words. */
  static int percent(List<String> a, List<String> b) {
    int longer = Math.max(a.size(), b.size());
    if (longer == 0 || 100 * Math.min(a.size(), b.size()) < LEAST_PERCENT * longer) {
      return 0;
    }
    int[] row = new int[b.size() + 1];
    for (int j = 0; j <= b.size(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.size(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.size(); j++) {
        int replaced = diagonal + (a.get(i - 1).equals(b.get(j - 1)) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return (int) Math.floor(100.0 * (longer - row[b.size()]) / longer);
  }
}
