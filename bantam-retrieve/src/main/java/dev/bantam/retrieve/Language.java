package dev.bantam.retrieve;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.WordlistLoader;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;

/** How texts become words: which forms of a word are one, and which words say nothing. */
public enum Language {
  /** No language in particular: words as Unicode divides them, in lower case, all of them. */
  ANY,
  CJK,
  DA,
  DE,
  EN,
  ES,
  FI,
  FR,
  IT,
  NL,
  NO,
  PT,
  RU,
  SV;

  /**
   * With Snowball's list of words that say nothing, as the other languages have: Lucene's own for
   * English leaves "how", "does" and the like, which questions are full of.
   */
  private static Analyzer english() {
    try (InputStream words =
        SnowballFilter.class.getResourceAsStream(
            "/org/apache/lucene/analysis/snowball/english_stop.txt")) {
      return new EnglishAnalyzer(
          WordlistLoader.getSnowballWordSet(
              new InputStreamReader(Objects.requireNonNull(words), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Analyzer analyzer() {
    return switch (this) {
      case ANY -> new StandardAnalyzer();
      case CJK -> new CJKAnalyzer();
      case DA -> new DanishAnalyzer();
      case DE -> new GermanAnalyzer();
      case EN -> english();
      case ES -> new SpanishAnalyzer();
      case FI -> new FinnishAnalyzer();
      case FR -> new FrenchAnalyzer();
      case IT -> new ItalianAnalyzer();
      case NL -> new DutchAnalyzer();
      case NO -> new NorwegianAnalyzer();
      case PT -> new PortugueseAnalyzer();
      case RU -> new RussianAnalyzer();
      case SV -> new SwedishAnalyzer();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
