package dev.bantam.tokenizer;

/**
 * A pattern of a pre-tokenizer, written by hand and tried at one position of a text. It has the
 * outcome of the regular expression that its comment gives, in time linear in the match, and no
 * pattern of a file is ever compiled.
 */
@FunctionalInterface
interface Rule {
  int NONE = -1;

  /**
   * Where the match ends that begins at {@code at} and stays before {@code end}, or {@link #NONE}.
   */
  int match(int[] text, int at, int end);

  /** {@code a|b|...} */
  static Rule firstOf(Rule... rules) {
    return (text, at, end) -> {
      for (Rule rule : rules) {
        int match = rule.match(text, at, end);
        if (match != NONE) {
          return match;
        }
      }
      return NONE;
    };
  }

  /** {@code [set]{1,most}} */
  static Rule run(CharSet set, int most) {
    return (text, at, end) -> {
      int limit = (int) Math.min(end, (long) at + most);
      int stop = skip(set, text, at, limit);
      return stop > at ? stop : NONE;
    };
  }

  /** {@code [set]+} */
  static Rule run(CharSet set) {
    return run(set, Integer.MAX_VALUE);
  }

  /** {@code [prefix]?[set]+} */
  static Rule prefixed(CharSet prefix, CharSet set) {
    return (text, at, end) -> {
      boolean withPrefix = at + 1 < end && prefix.has(text[at]) && set.has(text[at + 1]);
      int start = withPrefix ? at + 1 : at;
      int stop = skip(set, text, start, end);
      return stop > start ? stop : NONE;
    };
  }

  /** {@code ?[set]+}, with a space before the question mark. */
  static Rule spaced(CharSet set) {
    return prefixed(CharSet.one(' '), set);
  }

  /** This rule, then {@code [tail]*}. */
  default Rule then(CharSet tail) {
    return (text, at, end) -> {
      int match = match(text, at, end);
      return match == NONE ? NONE : skip(tail, text, match, end);
    };
  }

  /** This rule, then {@code (?:tail)?}. */
  default Rule thenMaybe(Rule tail) {
    return (text, at, end) -> {
      int match = match(text, at, end);
      if (match == NONE || match == end) {
        return match;
      }
      int more = tail.match(text, match, end);
      return more == NONE ? match : more;
    };
  }

  /** {@code 's|'t|'re|'ve|'m|'ll|'d}, of either case where {@code anyCase}. */
  static Rule contraction(boolean anyCase) {
    return (text, at, end) -> {
      if (text[at] != '\'' || at + 1 >= end) {
        return NONE;
      }
      int c = anyCase ? Character.toLowerCase(text[at + 1]) : text[at + 1];
      if (c == 's' || c == 't' || c == 'm' || c == 'd') {
        return at + 2;
      }
      if (at + 2 >= end) {
        return NONE;
      }
      int d = anyCase ? Character.toLowerCase(text[at + 2]) : text[at + 2];
      boolean two = c == 'r' && d == 'e' || c == 'v' && d == 'e' || c == 'l' && d == 'l';
      return two ? at + 3 : NONE;
    };
  }

  /** {@code \s+(?!\S)|\s+}: white space, but its last character where a word follows. */
  static Rule spaces() {
    return (text, at, end) -> {
      int stop = skipSpace(text, at, end);
      if (stop == at) {
        return NONE;
      }
      return stop < end && stop - at > 1 ? stop - 1 : stop;
    };
  }

  /** {@code \s*[\r\n]+}: white space up to its last line break. */
  static Rule lineBreaks() {
    return (text, at, end) -> {
      int last = NONE;
      for (int i = at; i < end && CharSet.isSpace(text[i]); i++) {
        if (text[i] == '\r' || text[i] == '\n') {
          last = i + 1;
        }
      }
      return last;
    };
  }

  /** {@code \s{512}(?!\S)|\s{256}(?!\S)|...|\s{4}(?!\S)|\s{1,2}(?!\S)|\s}: Jais 2's cascade. */
  static Rule spacesByPowersOfTwo() {
    return (text, at, end) -> {
      int stop = skipSpace(text, at, (int) Math.min(end, at + 513L));
      if (stop == at) {
        return NONE;
      }
      for (int size = 512; size > 1; size >>= 1) {
        boolean noWordAfter = at + size < stop || at + size == end;
        if (stop - at >= size && noWordAfter) {
          return at + size;
        }
      }
      return at + 1;
    };
  }

  /**
   * {@code [prefix]?[upper]*[lower]+|[prefix]?[upper]+[lower]*}: words split where a capital
   * follows a small letter. Characters without case belong to both sets.
   */
  static Rule casedWord(CharSet prefix, CharSet upper, CharSet lower) {
    return (text, at, end) -> {
      boolean withPrefix = at + 1 < end && prefix.has(text[at]);
      int match = withPrefix ? endsLower(upper, lower, text, at + 1, end) : NONE;
      if (match == NONE) {
        match = endsLower(upper, lower, text, at, end);
      }
      if (match == NONE && withPrefix) {
        match = startsUpper(upper, lower, text, at + 1, end);
      }
      return match != NONE ? match : startsUpper(upper, lower, text, at, end);
    };
  }

  /** {@code [upper]*[lower]+}; gives back as many of the first as the second needs. */
  private static int endsLower(CharSet upper, CharSet lower, int[] text, int at, int end) {
    int split = skip(upper, text, at, end);
    while (split > at && (split == end || !lower.has(text[split]))) {
      split--;
    }
    int stop = skip(lower, text, split, end);
    return stop > split ? stop : NONE;
  }

  /** {@code [upper]+[lower]*} */
  private static int startsUpper(CharSet upper, CharSet lower, int[] text, int at, int end) {
    int stop = skip(upper, text, at, end);
    return stop > at ? skip(lower, text, stop, end) : NONE;
  }

  /** {@code [prefix]?(?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+}: words joined by single spaces. */
  static Rule phrase(CharSet prefix) {
    CharSet letter = CharSet.anyOf(CharSet.LETTER);
    CharSet mark = CharSet.anyOf(CharSet.MARK);
    return (text, at, end) -> {
      boolean withPrefix = at + 1 < end && prefix.has(text[at]) && letter.has(text[at + 1]);
      int i = withPrefix ? at + 1 : at;
      if (!letter.has(text[i])) {
        return NONE;
      }
      while (i < end) {
        if (letter.has(text[i])) {
          i = skip(mark, text, i + 1, end);
        } else if (text[i] == ' ' && i + 1 < end && letter.has(text[i + 1])) {
          i++;
        } else {
          break;
        }
      }
      return i;
    };
  }

  /** {@code first[rest]+}: one character and a run of others. */
  static Rule pair(CharSet first, CharSet rest) {
    return (text, at, end) -> {
      if (!first.has(text[at])) {
        return NONE;
      }
      int stop = skip(rest, text, at + 1, end);
      return stop > at + 1 ? stop : NONE;
    };
  }

  /** {@code literal[set]{1,most}closing} */
  static Rule tagged(String literal, CharSet set, int most, char closing) {
    return (text, at, end) -> {
      int start = literal(text, at, end, literal);
      if (start == NONE) {
        return NONE;
      }
      int stop = skip(set, text, start, (int) Math.min(end, (long) start + most));
      return stop > start && stop < end && text[stop] == closing ? stop + 1 : NONE;
    };
  }

  /** The text itself. */
  static Rule literal(String literal) {
    return (text, at, end) -> literal(text, at, end, literal);
  }

  private static int literal(int[] text, int at, int end, String literal) {
    int i = at;
    for (int k = 0; k < literal.length(); i++) {
      int c = literal.codePointAt(k);
      if (i >= end || text[i] != c) {
        return NONE;
      }
      k += Character.charCount(c);
    }
    return i;
  }

  private static int skip(CharSet set, int[] text, int at, int end) {
    int i = at;
    while (i < end && set.has(text[i])) {
      i++;
    }
    return i;
  }

  private static int skipSpace(int[] text, int at, int end) {
    int i = at;
    while (i < end && CharSet.isSpace(text[i])) {
      i++;
    }
    return i;
  }
}
