package dev.bantam.tokenizer;

/**
 * One stage of pre-tokenization: cuts words into smaller ones, changes them, or drops parts of
 * them.
 */
@FunctionalInterface
interface WordStep {
  int METASPACE = '▁';

  /**
   * The words after this stage.
   *
   * @param first whether the words stand at the beginning of the whole text
   */
  Words apply(Words words, boolean first);

  /** What becomes of a separator between two words. */
  enum Behavior {
    ISOLATED,
    REMOVED,
    MERGED_WITH_PREVIOUS,
    MERGED_WITH_NEXT,
    CONTIGUOUS
  }

  /** Cuts at each match of {@code separator}. */
  static WordStep split(Rule separator, Behavior behavior) {
    return (words, first) -> {
      Words.Builder out = new Words.Builder(words.text().length);
      for (int word = 0; word < words.count(); word++) {
        split(words.text(), words.start(word), words.end(word), separator, behavior, out);
        out.endWord();
      }
      return out.build();
    };
  }

  private static void split(
      int[] text, int from, int to, Rule separator, Behavior behavior, Words.Builder out) {
    boolean inSeparator = false;
    int at = from;
    while (at < to) {
      int match = separator.match(text, at, to);
      if (match == Rule.NONE) {
        if (inSeparator && behavior == Behavior.CONTIGUOUS) {
          out.endWord();
        }
        inSeparator = false;
        out.append(text[at++]);
        continue;
      }
      boolean joins = behavior == Behavior.CONTIGUOUS && inSeparator;
      if (behavior != Behavior.MERGED_WITH_PREVIOUS && !joins) {
        out.endWord();
      }
      if (behavior != Behavior.REMOVED) {
        out.append(text, at, match);
      }
      if (behavior == Behavior.ISOLATED || behavior == Behavior.MERGED_WITH_PREVIOUS) {
        out.endWord();
      }
      inSeparator = true;
      at = match;
    }
  }

  /** Only the matches of {@code rule} are words; what lies between them is dropped. */
  static WordStep keepOnly(Rule rule) {
    return (words, first) -> {
      Words.Builder out = new Words.Builder(words.text().length);
      for (int word = 0; word < words.count(); word++) {
        int at = words.start(word);
        while (at < words.end(word)) {
          int match = rule.match(words.text(), at, words.end(word));
          if (match == Rule.NONE) {
            at++;
            continue;
          }
          out.append(words.text(), at, match);
          out.endWord();
          at = match;
        }
      }
      return out.build();
    };
  }

  /** Begins each word with a space that has none. */
  static WordStep prefixSpace() {
    return (words, first) -> {
      Words.Builder out = new Words.Builder(words.text().length + 1);
      for (int word = 0; word < words.count(); word++) {
        int start = words.start(word);
        if (words.text()[start] != ' ') {
          out.append(' ');
        }
        out.append(words.text(), start, words.end(word));
        out.endWord();
      }
      return out.build();
    };
  }

  /**
   * SentencePiece's spaces: each becomes {@code ▁} and begins a word where {@code cut}; a word that
   * has none in front gets one {@code always}, or only as the {@code first} of the text.
   */
  static WordStep metaspace(boolean always, boolean atFirst, boolean cut) {
    return (words, first) -> {
      Words.Builder out = new Words.Builder(words.text().length + 1);
      for (int word = 0; word < words.count(); word++) {
        int start = words.start(word);
        int c = words.text()[start];
        boolean prefix = always || atFirst && first && word == 0;
        if (prefix && c != ' ' && c != METASPACE) {
          out.append(METASPACE);
        }
        for (int i = start; i < words.end(word); i++) {
          boolean space = words.text()[i] == ' ' || words.text()[i] == METASPACE;
          if (space && cut) {
            out.endWord();
          }
          out.append(space ? METASPACE : words.text()[i]);
        }
        out.endWord();
      }
      return out.build();
    };
  }
}
