package dev.bantam.tasks.translate;

import dev.bantam.data.Row;
import dev.bantam.data.RowSource;
import dev.bantam.evaluate.metric.Terms;
import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Terms whose translations are given. */
public final class Glossary {
  /** Without terms. */
  public static final Glossary NONE = new Glossary(List.of());

  private static final int MAX_TERMS = 20_000;

  /** Endings of English nouns; other languages have too many to list. */
  private static final List<String> ENGLISH = List.of("s", "es", "'s", "\u2019s");

  private static final int STEM = 4;
  private static final int ENDING = 3;

  private final List<Term> terms;
  private final Map<String, List<Term>> byBeginning = new LinkedHashMap<>();

  private Glossary(List<Term> terms) {
    this.terms = terms;
    for (Term term : terms) {
      byBeginning.computeIfAbsent(beginning(term.source()), _ -> new ArrayList<>()).add(term);
    }
  }

  /**
   * A glossary of terms; several of one source are one with all their targets.
   *
   * @throws IllegalArgumentException if a term or translation is empty, or there are too many
   */
  public static Glossary of(List<Term> terms) {
    Map<String, List<String>> targets = new LinkedHashMap<>();
    for (Term term : terms) {
      String source = Terms.spaced(term.source());
      if (source.isEmpty() || term.targets().isEmpty()) {
        throw new IllegalArgumentException("a term of the glossary has no source or no target");
      }
      targets.computeIfAbsent(source, _ -> new ArrayList<>()).addAll(term.targets());
    }
    if (targets.size() > MAX_TERMS) {
      throw new IllegalArgumentException(
          "a glossary may have %d terms at most".formatted(MAX_TERMS));
    }
    return new Glossary(
        targets.entrySet().stream()
            .map(entry -> new Term(entry.getKey(), entry.getValue().stream().distinct().toList()))
            .sorted(Comparator.comparingInt(term -> -term.source().length()))
            .toList());
  }

  /**
   * Reads rows (CSV, TSV, JSON, ...) with the columns {@code source} and {@code target}; a target
   * may list forms: {@code pokrywa|pokrywę}. Other columns, such as notes, are for people.
   *
   * @throws MalformedFileException naming the row that is no term
   */
  public static Glossary read(Path file) throws IOException {
    List<Term> terms = new ArrayList<>();
    try (RowSource rows = RowSource.open(file)) {
      for (Row row = rows.next(); row != null; row = rows.next()) {
        List<String> targets = targets(row.text("target"));
        if (Terms.spaced(row.text("source")).isEmpty() || targets.isEmpty()) {
          throw row.wrong("has no source or no target");
        }
        terms.add(new Term(row.text("source"), targets));
      }
    }
    if (terms.isEmpty()) {
      throw new MalformedFileException(file, -1, "has no terms");
    }
    try {
      return of(terms);
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(file, -1, String.valueOf(e.getMessage()));
    }
  }

  /** The forms that a target lists. */
  public static List<String> targets(String listed) {
    return Arrays.stream(listed.split("\\|", -1))
        .map(Terms::spaced)
        .filter(form -> !form.isEmpty() && !form.equals("*"))
        .toList();
  }

  /** How many terms there are. */
  public int size() {
    return terms.size();
  }

  /** A term where it stands in a text. */
  record Match(int start, int end, Term term) {}

  /**
   * The terms of a text, in order; of those that overlap, the longest.
   *
   * @param from language of the text, whose endings a word may have
   */
  List<Match> matches(String text, Locale from) {
    List<Match> found = new ArrayList<>();
    for (int at = 0; at < text.length(); at++) {
      if (isWordStart(text, at)) {
        for (Term term :
            byBeginning.getOrDefault(
                beginning(text.substring(at, Math.min(text.length(), at + 2))), List.of())) {
          int end = end(text, at, term.source(), from);
          if (end > at) {
            found.add(new Match(at, end, term));
          }
        }
      }
    }
    found.sort(Comparator.comparingInt(match -> match.start() - match.end()));
    List<Match> taken = new ArrayList<>();
    for (Match match : found) {
      if (taken.stream().noneMatch(t -> match.start() < t.end() && t.start() < match.end())) {
        taken.add(match);
      }
    }
    taken.sort(Comparator.comparingInt(Match::start));
    return taken;
  }

  private static String beginning(String text) {
    int end = text.offsetByCodePoints(0, 1);
    return text.substring(0, end).toLowerCase(Locale.ROOT);
  }

  private static boolean isWordStart(String text, int at) {
    return at == 0
        || !Character.isLetterOrDigit(text.codePointBefore(at))
        || !Character.isLetterOrDigit(text.codePointAt(at));
  }

  /** Where a term ends that begins at an index; the index if it does not. */
  private static int end(String text, int at, String term, Locale from) {
    boolean anyCase = term.codePoints().noneMatch(Character::isUpperCase);
    int i = at;
    for (int t = 0; t < term.length(); ) {
      if (term.charAt(t) == ' ') {
        int spaces = i;
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
          i++;
        }
        if (i == spaces) {
          return at;
        }
        t++;
        continue;
      }
      int wordEnd = term.indexOf(' ', t) < 0 ? term.length() : term.indexOf(' ', t);
      int end = word(text, i, term.substring(t, wordEnd), anyCase, from);
      if (end < 0) {
        return at;
      }
      i = end;
      t = wordEnd;
    }
    return i;
  }

  /** Where a word of a term ends in a text, in some form; -1 if another word stands there. */
  private static int word(String text, int at, String word, boolean anyCase, Locale from) {
    int end = at + word.length();
    if (text.regionMatches(anyCase, at, word, 0, word.length()) && isEnd(text, end)) {
      return end;
    }
    return from.getLanguage().equals("en")
        ? english(text, at, word, anyCase)
        : inflected(text, at, word, anyCase);
  }

  private static int english(String text, int at, String word, boolean anyCase) {
    if (text.regionMatches(anyCase, at, word, 0, word.length())) {
      for (String ending : ENGLISH) {
        int end = at + word.length() + ending.length();
        if (text.startsWith(ending, at + word.length()) && isEnd(text, end)) {
          return end;
        }
      }
    }
    int stem = word.length() - 1;
    boolean battery =
        word.endsWith("y")
            && text.regionMatches(anyCase, at, word, 0, stem)
            && text.startsWith("ies", at + stem)
            && isEnd(text, at + stem + 3);
    return battery ? at + stem + 3 : -1;
  }

  /** A word that begins the same but for its last letter, and goes on with few letters. */
  private static int inflected(String text, int at, String word, boolean anyCase) {
    int stem = word.length() - 1;
    if (stem < STEM || !text.regionMatches(anyCase, at, word, 0, stem)) {
      return -1;
    }
    int end = at + stem;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    return end - at - stem <= ENDING && isEnd(text, end) ? end : -1;
  }

  private static boolean isEnd(String text, int at) {
    return at <= text.length() && (at == text.length() || isWordEnd(text, at));
  }

  private static boolean isWordEnd(String text, int at) {
    return !Character.isLetterOrDigit(text.codePointBefore(at))
        || !Character.isLetterOrDigit(text.codePointAt(at));
  }

  /** Whether a translation has a term in one of its forms, as whole words. */
  static boolean has(String translation, Term term) {
    String spaced = Terms.spaced(translation);
    return term.targets().stream().anyMatch(form -> Terms.find(spaced, form, 0).isPresent());
  }
}
