package dev.bantam.tasks.write;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Words and phrases that texts must not have: in any case, with common English and German endings
 * ({@code cure} is found in {@code Cures}, {@code cured} and {@code curing}), whatever stands
 * between the words of a phrase. {@code heal*} is all that begins so.
 *
 * <p>A word is a run of letters and digits; invisible characters within it do not hide it.
 */
public final class ForbiddenWords {
  private static final Set<String> ENDINGS =
      Set.of(
          "", "s", "es", "d", "ed", "r", "er", "ers", "ing", "ings", "st", "est", "ly", "ness", "n",
          "en", "e", "em", "t", "te", "ten", "et");

  /** Endings before which a word loses its last e, or doubles its last consonant. */
  private static final Set<String> JOINED = Set.of("ed", "er", "ers", "est", "ing", "ings");

  /** Shorter words stand for themselves: {@code no} does not forbid {@code not}. */
  private static final int INFLECTED = 3;

  /**
   * A forbidden word or phrase in a text.
   *
   * @param entry as the list has it
   * @param start index of its first character
   * @param end index after its last
   */
  public record Found(String entry, int start, int end) {}

  private record Word(String text, int start, int end) {}

  private record Entry(String written, List<String> words) {}

  private final List<Entry> entries = new ArrayList<>();

  /**
   * Words and phrases as they are written in lists.
   *
   * @throws IllegalArgumentException if one is empty
   */
  public ForbiddenWords(List<String> list) {
    for (String written : list) {
      if (written.isBlank()) {
        throw new IllegalArgumentException("a forbidden word is empty");
      }
      List<String> words = new ArrayList<>();
      for (Word word : words(written)) {
        boolean open = written.startsWith("*", word.end());
        words.add(open ? word.text() + "*" : word.text());
      }
      entries.add(new Entry(written, words));
    }
  }

  /**
   * The first place where a forbidden word or phrase stands.
   *
   * @param over whether the text is over; else its last word may yet go on, and does not count
   */
  Optional<Found> find(String text, boolean over) {
    List<Word> words = words(text);
    for (int i = 0; i < words.size(); i++) {
      for (Entry entry : entries) {
        int n = entry.words().size();
        if (n > 0 && i + n <= words.size() && matches(words.subList(i, i + n), entry)) {
          int end = words.get(i + n - 1).end();
          if (over || end < text.length()) {
            return Optional.of(new Found(entry.written(), words.get(i).start(), end));
          }
        }
      }
    }
    return entries.stream()
        .filter(entry -> entry.words().isEmpty() && text.contains(entry.written()))
        .map(entry -> found(entry, text.indexOf(entry.written())))
        .findFirst();
  }

  /** All places in a whole text, in their order. */
  public List<Found> findAll(String text) {
    List<Found> all = new ArrayList<>();
    List<Word> words = words(text);
    for (int i = 0; i < words.size(); i++) {
      for (Entry entry : entries) {
        int n = entry.words().size();
        if (n > 0 && i + n <= words.size() && matches(words.subList(i, i + n), entry)) {
          int end = words.get(i + n - 1).end();
          all.add(new Found(entry.written(), words.get(i).start(), end));
          i += n - 1;
          break;
        }
      }
    }
    for (Entry entry : entries) {
      String sign = entry.written();
      int at = entry.words().isEmpty() ? text.indexOf(sign) : -1;
      for (; at >= 0; at = text.indexOf(sign, at + sign.length())) {
        all.add(found(entry, at));
      }
    }
    all.sort(Comparator.comparingInt(Found::start));
    return all;
  }

  private static Found found(Entry entry, int at) {
    return new Found(entry.written(), at, at + entry.written().length());
  }

  private static boolean matches(List<Word> words, Entry entry) {
    for (int i = 0; i < words.size(); i++) {
      if (!isFormOf(words.get(i).text(), entry.words().get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a word is another with an ending. */
  private static boolean isFormOf(String word, String base) {
    if (base.endsWith("*")) {
      return word.startsWith(base.substring(0, base.length() - 1));
    }
    if (word.startsWith(base)) {
      String ending = word.substring(base.length());
      return ending.isEmpty()
          || (base.length() >= INFLECTED && (ENDINGS.contains(ending) || isDoubled(ending, base)));
    }
    String stem = base.substring(0, base.length() - 1);
    if (base.length() < INFLECTED || !word.startsWith(stem)) {
      return false;
    }
    String ending = word.substring(stem.length());
    return (base.endsWith("e") && JOINED.contains(ending))
        || (base.endsWith("y") && ending.startsWith("i") && ENDINGS.contains(ending.substring(1)));
  }

  private static boolean isDoubled(String ending, String base) {
    return !ending.isEmpty()
        && ending.charAt(0) == base.charAt(base.length() - 1)
        && JOINED.contains(ending.substring(1));
  }

  private static List<Word> words(String text) {
    List<Word> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    int start = 0;
    int end = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      boolean hidden = Character.getType(c) == Character.FORMAT;
      if (Character.isLetterOrDigit(c)) {
        start = word.isEmpty() ? i : start;
        end = next;
        word.appendCodePoint(c);
      } else if (!hidden && !word.isEmpty()) {
        words.add(word(word, start, end));
      }
      i = next;
    }
    if (!word.isEmpty()) {
      words.add(word(word, start, end));
    }
    return words;
  }

  private static Word word(StringBuilder word, int start, int end) {
    Word made = new Word(word.toString().toLowerCase(Locale.ROOT), start, end);
    word.setLength(0);
    return made;
  }
}
