package dev.bantam.generate.constrain;

import dev.bantam.format.Limits;

/** The text of a regular expression and how far it is read. */
final class PatternText {
  private static final CodePoints DIGIT = CodePoints.range('0', '9');
  private static final CodePoints WORD =
      DIGIT
          .union(CodePoints.range('a', 'z'))
          .union(CodePoints.range('A', 'Z'))
          .union(CodePoints.of("_"));

  /** White space to every engine. */
  private static final CodePoints SPACE = CodePoints.of(" \t\n\f\r\u000B");

  /** White space to some engine. */
  private static final CodePoints ANY_SPACE =
      SPACE
          .union(CodePoints.of("\u0085\u00A0\u1680\u2028\u2029\u202F\u205F\u3000\uFEFF"))
          .union(CodePoints.range(0x2000, 0x200A));

  /** What a dot stands for to every engine. */
  private static final CodePoints DOT = CodePoints.of("\n\r\u0085\u2028\u2029").complement();

  private final String text;
  private int at;

  PatternText(String text) {
    this.text = text;
  }

  boolean atEnd() {
    return at == text.length();
  }

  boolean sees(char c) {
    return !atEnd() && text.charAt(at) == c;
  }

  boolean take(char c) {
    boolean sees = sees(c);
    at += sees ? 1 : 0;
    return sees;
  }

  /** Skips what says that a group is not captured, or its name. */
  void groupKind() throws PatternException {
    if (!take('?') || take(':')) {
      return;
    }
    int end = text.indexOf('>', at);
    if (!take('<') || sees('=') || sees('!') || end < 0) {
      throw wrong("look-around and flags are not supported");
    }
    at = end + 1;
  }

  int bound() throws PatternException {
    int from = at;
    int bound = 0;
    while (!atEnd() && Character.digit(text.charAt(at), 10) >= 0) {
      bound =
          Math.min(
              Limits.GRAMMAR_REPETITION + 1, 10 * bound + Character.digit(text.charAt(at++), 10));
    }
    if (from == at || bound > Limits.GRAMMAR_REPETITION) {
      throw wrong("expected a number up to " + Limits.GRAMMAR_REPETITION);
    }
    return bound;
  }

  /** The characters that the next one or its escape stands for. */
  CodePoints character() throws PatternException {
    if (take('.')) {
      return DOT;
    }
    return take('\\') ? escaped(false) : CodePoints.of(plain());
  }

  private int plain() throws PatternException {
    if (atEnd()) {
      throw wrong("the pattern ends too early");
    }
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
      throw wrong("half of a surrogate pair is no character");
    }
    return c;
  }

  /** What stands between {@code [} and {@code ]}. */
  CodePoints set() throws PatternException {
    boolean negated = take('^');
    CodePoints.Builder set = new CodePoints.Builder();
    while (!take(']')) {
      if (atEnd()) {
        throw wrong("a set of characters has no end");
      }
      CodePoints one = setItem(negated);
      if (sees('-') && !text.startsWith("-]", at)) {
        at++;
        int first = single(one);
        int last = single(setItem(negated));
        if (last < first) {
          throw wrong("a range ends before it begins");
        }
        set.add(first, last);
      } else {
        set.add(one);
      }
    }
    CodePoints built = set.build();
    return negated ? built.complement() : built;
  }

  private CodePoints setItem(boolean negated) throws PatternException {
    return take('\\') ? escaped(negated) : CodePoints.of(plain());
  }

  private int single(CodePoints set) throws PatternException {
    int first = set.first();
    if (!set.equals(CodePoints.of(first))) {
      throw wrong("a range needs single characters at its ends");
    }
    return first;
  }

  /**
   * What comes after a backslash.
   *
   * @param negated whether it is to be excluded: where engines differ, the larger set then
   */
  private CodePoints escaped(boolean negated) throws PatternException {
    int c = plain();
    return switch (c) {
      case 'd' -> DIGIT;
      case 'D' -> DIGIT.complement();
      case 'w' -> WORD;
      case 'W' -> WORD.complement();
      case 's' -> negated ? ANY_SPACE : SPACE;
      case 'S' -> (negated ? SPACE : ANY_SPACE).complement();
      case 'n' -> CodePoints.of('\n');
      case 'r' -> CodePoints.of('\r');
      case 't' -> CodePoints.of('\t');
      case 'f' -> CodePoints.of('\f');
      case 'v' -> CodePoints.of(0x0B);
      case 'x' -> CodePoints.of(hex(2));
      case 'u' -> CodePoints.of(unicode());
      default -> {
        if (Character.isLetterOrDigit(c)) {
          throw wrong("the escape \\" + Character.toString(c) + " is not supported");
        }
        yield CodePoints.of(c);
      }
    };
  }

  private int unicode() throws PatternException {
    if (take('{')) {
      int end = text.indexOf('}', at);
      int code = end < 0 || end - at > 6 ? 0 : hex(end - at);
      if (!take('}') || code > CodePoints.MAX) {
        throw wrong("an escape must be like \\u{1F600}");
      }
      return code;
    }
    int code = hex(4);
    if (Character.isHighSurrogate((char) code) && text.startsWith("\\u", at)) {
      at += 2;
      return Character.toCodePoint((char) code, (char) hex(4));
    }
    return code;
  }

  private int hex(int digits) throws PatternException {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = atEnd() ? -1 : Character.digit(text.charAt(at), 16);
      if (digit < 0) {
        throw wrong("expected " + digits + " hexadecimal digits");
      }
      value = value << 4 | digit;
      at++;
    }
    return value;
  }

  PatternException wrong(String what) {
    return new PatternException(at, what);
  }
}
