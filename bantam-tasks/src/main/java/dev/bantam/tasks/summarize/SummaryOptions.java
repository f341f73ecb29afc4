package dev.bantam.tasks.summarize;

import org.jspecify.annotations.Nullable;

/**
 * What a summary is to be like.
 *
 * @param length how many sentences or bullet points, or words
 * @param unit what is counted
 * @param language in which it is written, such as {@code German}; null: the document's
 * @param unsupported what becomes of sentences that the document does not support
 */
public record SummaryOptions(
    int length, Unit unit, Style style, @Nullable String language, Unsupported unsupported) {
  /** Three sentences, with a mark at those that are not supported. */
  public static final SummaryOptions DEFAULT =
      new SummaryOptions(3, Unit.SENTENCES, Style.PARAGRAPH, null, Unsupported.MARK);

  private static final int MAX_SENTENCES = 50;
  private static final int MAX_WORDS = 1000;
  private static final int WORDS_OF_SENTENCE = 20;

  public SummaryOptions {
    int most = unit == Unit.SENTENCES ? MAX_SENTENCES : MAX_WORDS;
    if (length < 1 || length > most) {
      throw new IllegalArgumentException(
          "the length of a summary should be from 1 to %d %s, not %d"
              .formatted(most, unit == Unit.SENTENCES ? "sentences" : "words", length));
    }
  }

  /** What the length counts. */
  public enum Unit {
    SENTENCES,
    WORDS
  }

  /** The form of a summary. */
  public enum Style {
    /** Sentences one after the other. */
    PARAGRAPH,

    /** A list. */
    BULLETS,

    /** One line. */
    HEADLINE,

    /** The document's own most central sentences: no model is asked. */
    EXTRACT
  }

  /** What becomes of a sentence that the document does not support. */
  public enum Unsupported {
    /** It stays, and {@code [?]} stands behind it. */
    MARK,
    DROP,
    KEEP
  }

  /** With another length. */
  public SummaryOptions withLength(int newLength, Unit newUnit) {
    return new SummaryOptions(newLength, newUnit, style, language, unsupported);
  }

  /** In another form; a headline is one sentence. */
  public SummaryOptions withStyle(Style newStyle) {
    return newStyle == Style.HEADLINE
        ? new SummaryOptions(1, Unit.SENTENCES, newStyle, language, unsupported)
        : new SummaryOptions(length, unit, newStyle, language, unsupported);
  }

  /** In another language. */
  public SummaryOptions withLanguage(@Nullable String newLanguage) {
    return new SummaryOptions(length, unit, style, newLanguage, unsupported);
  }

  /** With something else done about what is not supported. */
  public SummaryOptions withUnsupported(Unsupported newUnsupported) {
    return new SummaryOptions(length, unit, style, language, newUnsupported);
  }

  /** About how many sentences it has. */
  int sentences() {
    return unit == Unit.SENTENCES ? length : Math.max(1, length / WORDS_OF_SENTENCE);
  }

  /** For a prompt: {@code 3 sentences}. */
  String lengthInWords() {
    if (unit == Unit.WORDS) {
      return "at most %d words".formatted(length);
    }
    String noun = style == Style.BULLETS ? "bullet point" : "sentence";
    return length == 1 ? "one " + noun : "%d %ss".formatted(length, noun);
  }
}
