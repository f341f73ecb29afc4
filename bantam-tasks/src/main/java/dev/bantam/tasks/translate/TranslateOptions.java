package dev.bantam.tasks.translate;

import java.util.Locale;

/**
 * How to translate.
 *
 * @param from language code of the source, such as {@code en}
 * @param to language code of the translation, such as {@code pl} or {@code pt-BR}
 * @param domain whose words and style are asked for
 * @param glossary terms whose translations are given
 * @param memory sentences translated before; it is read, never changed
 * @param enforced whether answers cannot but have the terms, placeholders and numbers; else the
 *     model is only asked for them, and what it lost is told
 * @param check whether translations are translated back, and those that come back unlike their
 *     source marked as doubtful
 * @param fuzzy whether translations of PO files that are marked as doubtful are made anew
 */
public record TranslateOptions(
    String from,
    String to,
    Domain domain,
    Glossary glossary,
    TranslationMemory memory,
    boolean enforced,
    boolean check,
    boolean fuzzy) {
  public TranslateOptions {
    name(from);
    name(to);
  }

  /**
   * From one language to another, with the defaults.
   *
   * @throws IllegalArgumentException if a code is no language's
   */
  public static TranslateOptions of(String from, String to) {
    return new TranslateOptions(
        from, to, Domain.GENERAL, Glossary.NONE, new TranslationMemory(), true, false, false);
  }

  public TranslateOptions withDomain(Domain value) {
    return new TranslateOptions(from, to, value, glossary, memory, enforced, check, fuzzy);
  }

  public TranslateOptions withGlossary(Glossary value) {
    return new TranslateOptions(from, to, domain, value, memory, enforced, check, fuzzy);
  }

  public TranslateOptions withMemory(TranslationMemory value) {
    return new TranslateOptions(from, to, domain, glossary, value, enforced, check, fuzzy);
  }

  public TranslateOptions withEnforced(boolean value) {
    return new TranslateOptions(from, to, domain, glossary, memory, value, check, fuzzy);
  }

  public TranslateOptions withCheck(boolean value) {
    return new TranslateOptions(from, to, domain, glossary, memory, enforced, value, fuzzy);
  }

  public TranslateOptions withFuzzy(boolean value) {
    return new TranslateOptions(from, to, domain, glossary, memory, enforced, check, value);
  }

  Locale source() {
    return locale(from);
  }

  Locale target() {
    return locale(to);
  }

  private static Locale locale(String code) {
    return Locale.forLanguageTag(code.replace('_', '-'));
  }

  /** A language's English name, as prompts give it. */
  static String name(String code) {
    Locale locale = locale(code);
    String name = locale.getDisplayName(Locale.ENGLISH);
    if (locale.getLanguage().isEmpty() || name.equals(locale.getLanguage())) {
      throw new IllegalArgumentException(
          "'%s' is no code of a language; such codes are en, de, pl, pt-BR".formatted(code));
    }
    return name;
  }
}
