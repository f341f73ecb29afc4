package dev.bantam.tokenizer;

/** Cuts a stretch of text, [from, to), into smaller ones. */
@FunctionalInterface
interface Splitter {
  /** Appends the end of each piece, the last one being {@code to}. */
  void split(int[] text, int from, int to, IntList ends);

  /** Each match of a rule is a piece, and so is what lies between two matches. */
  static Splitter isolate(Rule rule) {
    return (text, from, to, ends) -> {
      int start = from;
      int at = from;
      while (at < to) {
        int match = rule.match(text, at, to);
        if (match == Rule.NONE) {
          at++;
          continue;
        }
        if (at > start) {
          ends.add(at);
        }
        ends.add(match);
        at = match;
        start = match;
      }
      if (start < to) {
        ends.add(to);
      }
    };
  }

  /** {@code \s+$}: white space at the very end is a piece. */
  static Splitter trailingSpace() {
    return (text, from, to, ends) -> {
      int end = to;
      while (end > from && CharSet.isSpace(text[end - 1])) {
        end--;
      }
      if (end > from) {
        ends.add(end);
      }
      if (to > end) {
        ends.add(to);
      }
    };
  }

  /**
   * Runs of {@code digit} in threes counted from their end, as in 1 234 567; a run that a character
   * of {@code word} follows stays whole.
   */
  static Splitter threes(CharSet digit, CharSet word) {
    return (text, from, to, ends) -> {
      int start = from;
      int at = from;
      while (at < to) {
        if (!digit.has(text[at])) {
          at++;
          continue;
        }
        if (at > start) {
          ends.add(at);
        }
        int stop = at;
        while (stop < to && digit.has(text[stop])) {
          stop++;
        }
        if (stop < to && word.has(text[stop])) {
          ends.add(stop);
        } else {
          int first = (stop - at) % 3;
          for (int cut = at + (first == 0 ? 3 : first); cut <= stop; cut += 3) {
            ends.add(cut);
          }
        }
        at = stop;
        start = stop;
      }
      if (start < to) {
        ends.add(to);
      }
    };
  }
}
