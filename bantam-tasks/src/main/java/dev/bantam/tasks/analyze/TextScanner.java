package dev.bantam.tasks.analyze;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Words, phrases and names of a text, by hand-written scanners.
 *
 * <p>Phrases are the runs of words between stop words and punctuation, as in RAKE (Rose et al.,
 * 2010). Names are runs of capitalised words inside sentences; where a sentence begins, a capital
 * says nothing.
 */
final class TextScanner {
  private static final int PHRASE_WORDS = 4;
  private static final int NAME_WORDS = 5;
  private static final int LETTERS = 2;
  private static final int ACRONYM = 4;
  private static final Set<String> STOP_WORDS = stopWords();

  private final List<String> words = new ArrayList<>();
  private final List<String> phrases = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  private final List<String> phrase = new ArrayList<>();
  private final List<String> name = new ArrayList<>();
  private boolean atStart = true;

  private TextScanner() {}

  /** Reads a text. */
  static TextScanner of(String text) {
    TextScanner scanner = new TextScanner();
    int i = 0;
    while (i < text.length()) {
      int from = i;
      while (i < text.length() && isInside(text, i)) {
        i += Character.charCount(text.codePointAt(i));
      }
      if (i > from) {
        scanner.word(text.substring(from, i));
      } else {
        i = scanner.between(text, i);
      }
    }
    scanner.endPhrase();
    scanner.endName();
    return scanner;
  }

  /** Letters and digits, and what joins them: {@code e-mail}, {@code don't}. */
  private static boolean isInside(String text, int i) {
    int c = text.codePointAt(i);
    if (Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK) {
      return true;
    }
    return (c == '-' || c == '\'' || c == '\u2019')
        && i > 0
        && i + 1 < text.length()
        && Character.isLetterOrDigit(text.codePointBefore(i))
        && Character.isLetterOrDigit(text.codePointAt(i + 1));
  }

  private void word(String word) {
    String small = word.toLowerCase(Locale.ROOT);
    boolean stops = STOP_WORDS.contains(small) || !hasLetters(small);
    if (stops) {
      endPhrase();
    } else {
      words.add(small);
      phrase.add(small);
    }
    if (Character.isUpperCase(word.codePointAt(0)) && !atStart && !stops && !isShouted(word)) {
      name.add(word);
    } else {
      endName();
    }
    atStart = false;
  }

  /** Whether a word is all capitals and too long for an acronym: what is shouted is no name. */
  private static boolean isShouted(String word) {
    return word.length() > ACRONYM && word.codePoints().noneMatch(Character::isLowerCase);
  }

  /** Whether a word has letters enough to mean something. */
  private static boolean hasLetters(String word) {
    return word.codePoints().filter(Character::isLetter).count() >= LETTERS
        || word.codePoints().anyMatch(Character::isIdeographic);
  }

  /** What stands between words: a blank keeps a phrase together, all else ends it. */
  private int between(String text, int i) {
    int c = text.codePointAt(i);
    int next = i + Character.charCount(c);
    if (c == '\n' && next < text.length() && text.charAt(next) == '\n') {
      atStart = true;
    }
    if (!Character.isWhitespace(c)) {
      endPhrase();
      endName();
      atStart |= ".!?:;\u2026\u3002\"\u201c\u201e\u00bb\u2022*#>|".indexOf(c) >= 0;
    }
    return next;
  }

  private void endPhrase() {
    if (!phrase.isEmpty() && phrase.size() <= PHRASE_WORDS) {
      phrases.add(String.join(" ", phrase));
    }
    phrase.clear();
  }

  private void endName() {
    if (!name.isEmpty() && name.size() <= NAME_WORDS) {
      names.add(String.join(" ", name));
    }
    name.clear();
  }

  /** Its words but the stop words, in small letters. */
  List<String> words() {
    return words;
  }

  /** Its phrases, in small letters. */
  List<String> phrases() {
    return phrases;
  }

  /** Its names, as they are written. */
  List<String> names() {
    return names;
  }

  private static Set<String> stopWords() {
    try (InputStream in = TextScanner.class.getResourceAsStream("stopwords.txt")) {
      if (in == null) {
        throw new IllegalStateException("stopwords.txt is missing in the program");
      }
      String text = new String(in.readAllBytes(), UTF_8).replace('\n', ' ');
      return new HashSet<>(List.of(text.split(" ", -1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
