package dev.bantam.tokenizer;

/**
 * A set of Unicode characters, by category or by ranges. Categories are the running JDK's (Unicode
 * 16 in JDK 25); they equal the reference engine's tables (Unicode 15.1) on every character
 * assigned there.
 */
@FunctionalInterface
interface CharSet {
  int LETTER = 1; // \p{L}
  int NUMBER = 2; // \p{N}
  int SPACE = 4; // \s, that is White_Space
  int MARK = 8; // \p{M}
  int PUNCTUATION = 16; // \p{P}
  int SYMBOL = 32; // \p{S}
  int CONTROL = 64; // \p{C} without unassigned
  int LOWER = 128; // \p{Ll}
  int UPPER = 256; // \p{Lu} \p{Lt}
  int DIGIT = 512; // \p{Nd}
  int UNASSIGNED = 1024; // \p{Cn}
  int NON_SPACING = 2048; // \p{Mn}

  boolean has(int codePoint);

  /** Characters of any of the categories in {@code mask}. */
  static CharSet anyOf(int mask) {
    return cp -> (flags(cp) & mask) != 0;
  }

  /** Characters of none of the categories in {@code mask}. */
  static CharSet noneOf(int mask) {
    return cp -> (flags(cp) & mask) == 0;
  }

  static CharSet one(int codePoint) {
    return cp -> cp == codePoint;
  }

  /** Characters between {@code low} and {@code high}, both included. */
  static CharSet range(int low, int high) {
    return cp -> cp >= low && cp <= high;
  }

  /**
   * Written as in a pattern's brackets: single characters and ranges with a hyphen, {@code "a-z_"}.
   */
  static CharSet ranges(String text) {
    int[] chars = text.codePoints().toArray();
    int[] low = new int[chars.length];
    int[] high = new int[chars.length];
    int n = 0;
    for (int i = 0; i < chars.length; n++) {
      boolean range = i + 2 < chars.length && chars[i + 1] == '-';
      low[n] = chars[i];
      high[n] = range ? chars[i + 2] : chars[i];
      i += range ? 3 : 1;
    }
    int count = n;
    return cp -> {
      for (int i = 0; i < count; i++) {
        if (cp >= low[i] && cp <= high[i]) {
          return true;
        }
      }
      return false;
    };
  }

  default CharSet or(CharSet other) {
    return cp -> has(cp) || other.has(cp);
  }

  default CharSet except(CharSet other) {
    return cp -> has(cp) && !other.has(cp);
  }

  /** The categories of a character. */
  static int flags(int codePoint) {
    return codePoint < 0x10000 ? Table.get(codePoint) : Table.compute(codePoint);
  }

  static boolean isSpace(int codePoint) {
    return (flags(codePoint) & SPACE) != 0;
  }

  /** The categories of the first plane, looked up for each character of a text. */
  final class Table {
    /** 0 where not asked for yet; threads that meet there write the same. */
    private static final short[] BMP = new short[0x10000];

    private Table() {}

    private static int get(int cp) {
      int flags = BMP[cp];
      if (flags == 0) {
        flags = compute(cp);
        BMP[cp] = (short) flags;
      }
      return flags;
    }

    private static int compute(int cp) {
      return category(cp) | (whiteSpace(cp) ? SPACE : 0);
    }

    private static boolean whiteSpace(int cp) {
      return cp >= 9 && cp <= 13
          || cp == 0x20
          || cp == 0x85
          || Character.isSpaceChar(
              cp); // Zs, Zl and Zp are exactly the other White_Space characters
    }

    private static int category(int cp) {
      return switch (Character.getType(cp)) {
        case Character.UPPERCASE_LETTER, Character.TITLECASE_LETTER -> LETTER | UPPER;
        case Character.LOWERCASE_LETTER -> LETTER | LOWER;
        case Character.MODIFIER_LETTER, Character.OTHER_LETTER -> LETTER;
        case Character.DECIMAL_DIGIT_NUMBER -> NUMBER | DIGIT;
        case Character.LETTER_NUMBER, Character.OTHER_NUMBER -> NUMBER;
        case Character.NON_SPACING_MARK -> MARK | NON_SPACING;
        case Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> MARK;
        case Character.CONNECTOR_PUNCTUATION,
            Character.DASH_PUNCTUATION,
            Character.START_PUNCTUATION,
            Character.END_PUNCTUATION,
            Character.INITIAL_QUOTE_PUNCTUATION,
            Character.FINAL_QUOTE_PUNCTUATION,
            Character.OTHER_PUNCTUATION ->
            PUNCTUATION;
        case Character.MATH_SYMBOL,
            Character.CURRENCY_SYMBOL,
            Character.MODIFIER_SYMBOL,
            Character.OTHER_SYMBOL ->
            SYMBOL;
        case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE ->
            CONTROL;
        case Character.UNASSIGNED -> UNASSIGNED;
        default -> 0;
      };
    }
  }
}
