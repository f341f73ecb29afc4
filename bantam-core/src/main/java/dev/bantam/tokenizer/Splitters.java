package dev.bantam.tokenizer;

import static dev.bantam.tokenizer.CharSet.LETTER;
import static dev.bantam.tokenizer.CharSet.LOWER;
import static dev.bantam.tokenizer.CharSet.MARK;
import static dev.bantam.tokenizer.CharSet.NUMBER;
import static dev.bantam.tokenizer.CharSet.PUNCTUATION;
import static dev.bantam.tokenizer.CharSet.SPACE;
import static dev.bantam.tokenizer.CharSet.SYMBOL;
import static dev.bantam.tokenizer.CharSet.UPPER;
import static dev.bantam.tokenizer.CharSet.anyOf;
import static dev.bantam.tokenizer.CharSet.noneOf;
import static dev.bantam.tokenizer.CharSet.one;
import static dev.bantam.tokenizer.CharSet.range;
import static dev.bantam.tokenizer.CharSet.ranges;
import static dev.bantam.tokenizer.Rule.casedWord;
import static dev.bantam.tokenizer.Rule.contraction;
import static dev.bantam.tokenizer.Rule.firstOf;
import static dev.bantam.tokenizer.Rule.lineBreaks;
import static dev.bantam.tokenizer.Rule.literal;
import static dev.bantam.tokenizer.Rule.pair;
import static dev.bantam.tokenizer.Rule.phrase;
import static dev.bantam.tokenizer.Rule.prefixed;
import static dev.bantam.tokenizer.Rule.run;
import static dev.bantam.tokenizer.Rule.spaced;
import static dev.bantam.tokenizer.Rule.spaces;
import static dev.bantam.tokenizer.Rule.spacesByPowersOfTwo;
import static dev.bantam.tokenizer.Rule.tagged;
import static dev.bantam.tokenizer.Splitter.isolate;

/**
 * The ways in which models cut text into words before merging, named after the first model that
 * used each. {@link PreTokenizers} says which models use which.
 */
final class Splitters {
  private static final CharSet LETTERS = anyOf(LETTER);
  private static final CharSet NUMBERS = anyOf(NUMBER);
  private static final CharSet LETTERS_MARKS = anyOf(LETTER | MARK);
  private static final CharSet OTHERS = noneOf(SPACE | LETTER | NUMBER); // [^\s\p{L}\p{N}]
  private static final CharSet BREAKS = ranges("\r\n");
  private static final CharSet LEAD = noneOf(LETTER | NUMBER).except(BREAKS); // [^\r\n\p{L}\p{N}]
  private static final CharSet ASCII_PUNCTUATION = ranges("!-/:-@[-`{-~");
  private static final CharSet ASCII_LETTERS = ranges("A-Za-z");
  private static final CharSet ASCII_DIGITS = range('0', '9');
  private static final CharSet SPACES = anyOf(SPACE);
  private static final CharSet NOTHING = cp -> false;
  private static final CharSet HAN_AND_KANA = ranges("一-龥぀-ゟ゠-ヿ");
  private static final CharSet CJK = ranges("一-龥ࠀ-一가-퟿");

  private static final CharSet HAN =
      range(0x4E00, 0x9FFF)
          .or(range(0x3400, 0x4DBF))
          .or(range(0xF900, 0xFAFF))
          .or(range(0x20000, 0x2A6DF))
          .or(range(0x2A700, 0x2EBEF))
          .or(range(0x2F800, 0x2FA1F));

  /** Cased scripts' small and capital letters, everything uncased in both. */
  private static final CharSet UPPERS = LETTERS_MARKS.except(anyOf(LOWER));

  private static final CharSet LOWERS = LETTERS_MARKS.except(anyOf(UPPER));

  private static final Rule SUFFIX = contraction(true);
  private static final Rule WORD = prefixed(LEAD, LETTERS);
  private static final Rule THREE_DIGITS = run(NUMBERS, 3);
  private static final Rule ONE_DIGIT = run(NUMBERS, 1);
  private static final Rule PUNCTUATED = spaced(OTHERS).then(BREAKS);
  private static final Rule PUNCTUATED_SLASH = spaced(OTHERS).then(ranges("\r\n/"));

  static final Splitter DIGIT = isolate(ONE_DIGIT);
  static final Splitter DIGITS = isolate(run(NUMBERS));
  static final Splitter DIGITS_BY_THREE = isolate(THREE_DIGITS);
  static final Splitter THREE_ASCII_DIGITS =
      isolate((text, at, end) -> threeDigits(text, at, end) ? at + 3 : Rule.NONE);
  static final Splitter DIGITS_FROM_END = Splitter.threes(NUMBERS, NOTHING);
  static final Splitter ASCII_DIGITS_FROM_END = Splitter.threes(ASCII_DIGITS, NOTHING);
  static final Splitter DIGITS_FROM_WORD_END =
      Splitter.threes(anyOf(CharSet.DIGIT), anyOf(LETTER | NUMBER | MARK).or(one('_')));

  static final Splitter LINE_BREAK = isolate(run(BREAKS, 1));
  static final Splitter LINES = isolate(firstOf(run(one('\n')), run(cp -> cp != '\n')));
  static final Splitter NON_SPACE = isolate(run(noneOf(SPACE)));
  static final Splitter TRAILING_SPACE = Splitter.trailingSpace();
  static final Splitter HAN_OR_KANA = isolate(run(HAN_AND_KANA));

  static final Splitter GPT2 =
      isolate(
          firstOf(contraction(false), spaced(LETTERS), spaced(NUMBERS), spaced(OTHERS), spaces()));
  static final Splitter LLAMA3 =
      isolate(firstOf(SUFFIX, WORD, THREE_DIGITS, PUNCTUATED, lineBreaks(), spaces()));
  static final Splitter QWEN2 =
      isolate(firstOf(SUFFIX, WORD, ONE_DIGIT, PUNCTUATED, lineBreaks(), spaces()));
  static final Splitter MINICPM5 =
      isolate(firstOf(SUFFIX, WORD, run(NUMBERS), PUNCTUATED, lineBreaks(), spaces()));
  static final Splitter UFAKZEKA =
      isolate(firstOf(WORD, ONE_DIGIT, PUNCTUATED, lineBreaks(), spaces()));
  static final Splitter SEED_CODER =
      isolate(
          firstOf(SUFFIX, WORD, ONE_DIGIT, spaced(OTHERS.except(BREAKS)), lineBreaks(), spaces()));
  static final Splitter JAIS2 =
      isolate(firstOf(SUFFIX, WORD, THREE_DIGITS, PUNCTUATED, lineBreaks(), spacesByPowersOfTwo()));
  static final Splitter QWEN35 =
      isolate(
          firstOf(
              SUFFIX,
              prefixed(LEAD, LETTERS_MARKS),
              ONE_DIGIT,
              spaced(noneOf(SPACE | LETTER | MARK | NUMBER)).then(BREAKS),
              lineBreaks(),
              spaces()));
  static final Splitter EXAONE_MOE =
      isolate(
          firstOf(
              SUFFIX,
              phrase(LEAD),
              ONE_DIGIT,
              spaced(OTHERS).thenMaybe(run(ranges("\r\n/"), 1)),
              lineBreaks(),
              spaces()));

  /** As {@link #O200K}, with ASCII's case only, as the reference engine has it. */
  static final Splitter GPT4O =
      o200k(LETTERS.except(range('a', 'z')), LETTERS.except(range('A', 'Z')));

  static final Splitter GRANITE_EMBEDDING =
      o200k(LETTERS_MARKS.except(range('a', 'z')), LETTERS_MARKS.except(range('A', 'Z')));
  static final Splitter O200K = o200k(UPPERS, LOWERS);

  /** As {@link #O200K} without case, as the reference engine has it. */
  static final Splitter TINY_AYA = o200k(LETTERS_MARKS, LETTERS_MARKS);

  /** As {@link #TEKKEN_CASED}, with ASCII's case only, as the reference engine has it. */
  static final Splitter TEKKEN =
      tekken(LETTERS.except(range('a', 'z')), LETTERS.except(range('A', 'Z')));

  static final Splitter TEKKEN_CASED = tekken(UPPERS, LOWERS);

  static final Splitter YOUTU_SCRIPTS =
      isolate(
          firstOf(
              run(ranges("가-힣ㄱ-ㆎ")),
              run(ranges("！…“”‘’—：；，、-〿︰-﹏")),
              run(ranges("ㄅ-ㄯ")),
              run(HAN_AND_KANA)));
  static final Splitter YOUTU = youtu(LETTERS_MARKS, LETTERS_MARKS);
  static final Splitter YOUTU_CASED = youtu(UPPERS, LOWERS);

  static final Splitter KIMI_K2 =
      isolate(
          firstOf(
              run(HAN),
              prefixed(LEAD, LETTERS.except(HAN)).thenMaybe(SUFFIX),
              THREE_DIGITS,
              PUNCTUATED,
              lineBreaks(),
              spaces()));

  static final Splitter DEEPSEEK3 =
      isolate(
          firstOf(
              pair(ASCII_PUNCTUATION, ASCII_LETTERS),
              prefixed(noneOf(LETTER | PUNCTUATION | SYMBOL).except(BREAKS), LETTERS_MARKS),
              spaced(anyOf(PUNCTUATION | SYMBOL)).then(BREAKS),
              lineBreaks(),
              spaces()));
  static final Splitter SPARK =
      isolate(
          firstOf(
              pair(ASCII_PUNCTUATION, ASCII_LETTERS),
              prefixed(noneOf(LETTER | PUNCTUATION | SYMBOL).except(BREAKS), LETTERS_MARKS),
              spaced(anyOf(PUNCTUATION | SYMBOL)),
              run(BREAKS, 1),
              spaces()));

  static final Splitter DEEPSEEK_WORD = isolate(prefixed(SPACES, LETTERS));
  static final Splitter DEEPSEEK_PUNCTUATION = isolate(prefixed(SPACES, anyOf(PUNCTUATION)));
  static final Splitter DEEPSEEK_CJK = isolate(run(CJK));

  /** The letters of scripts that have case, as DeepSeek lists them. */
  static final String DEEPSEEK_LETTERS =
      "[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷ"
          + "ᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝὟ-ώᾀ-ᾴᾶ-ᾼιῂ-ῄῆ-ῌῐ-ΐῖ-Ίῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤΩℨK-ℭℯ-ℴℹℼ-ℿ"
          + "ⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃]";

  static final Splitter DEEPSEEK_CASED_WORD =
      isolate(
          prefixed(SPACES, ranges(DEEPSEEK_LETTERS.substring(1, DEEPSEEK_LETTERS.length() - 1))));
  private static final CharSet WIDE_PUNCTUATION = ranges("!-/:-~！-／：-～‘-‟　-。");
  static final Splitter DEEPSEEK_WIDE_PUNCTUATION = isolate(prefixed(SPACES, WIDE_PUNCTUATION));

  /** As those without BARE, but white space belongs to no range, as the reference engine has it. */
  static final Splitter DEEPSEEK_BARE_CJK = isolate(run(CJK.except(SPACES)));

  static final Splitter DEEPSEEK_BARE_WIDE_PUNCTUATION =
      isolate(prefixed(SPACES, WIDE_PUNCTUATION.except(SPACES)));

  static final Splitter AFMOE_SCRIPTS =
      isolate(run(ranges("一-鿿㐀-䶿豈-﫿぀-ゟ゠-ヿ･-ﾟ⼀-⿟เ-๿຀-໿ក-៿က-႟ꩠ-ꩿꧠ-꧿가-힯ᄀ-ᇿ")));

  static final Splitter PUNCTUATION_RUN = isolate(run(anyOf(PUNCTUATION).or(ASCII_PUNCTUATION)));
  static final Splitter DEFAULT_PUNCTUATION =
      isolate(run(anyOf(PUNCTUATION).or(ranges("$+<=>^~|"))));
  static final Splitter BLOOM = isolate(spaced(noneOf(SPACE).except(ranges("(|.,!?…。，、।۔،)"))));

  static final Splitter CHAMELEON_SENTINEL =
      isolate(tagged("<sentinel:", ASCII_DIGITS, Integer.MAX_VALUE, '>'));
  static final Splitter CHAMELEON_IMAGE = isolate(tagged("IMGIMG", range('A', 'I'), 4, 'Z'));
  static final Splitter CHAMELEON_INDENT =
      isolate(firstOf(run(ranges("\t\n"), 1), literal("    "), literal("  ")));
  static final Splitter PUNCTUATION_MARK =
      isolate(run(anyOf(PUNCTUATION).or(ASCII_PUNCTUATION), 1));

  private Splitters() {}

  private static Splitter o200k(CharSet upper, CharSet lower) {
    return isolate(
        firstOf(
            casedWord(LEAD, upper, lower).thenMaybe(SUFFIX),
            THREE_DIGITS,
            PUNCTUATED_SLASH,
            lineBreaks(),
            spaces()));
  }

  private static Splitter tekken(CharSet upper, CharSet lower) {
    return isolate(
        firstOf(
            casedWord(LEAD, upper, lower), ONE_DIGIT, PUNCTUATED_SLASH, lineBreaks(), spaces()));
  }

  private static Splitter youtu(CharSet upper, CharSet lower) {
    return isolate(
        firstOf(
            casedWord(LEAD, upper, lower).thenMaybe(SUFFIX),
            ONE_DIGIT,
            PUNCTUATED_SLASH,
            lineBreaks(),
            spaces()));
  }

  private static boolean threeDigits(int[] text, int at, int end) {
    return at + 3 <= end
        && ASCII_DIGITS.has(text[at])
        && ASCII_DIGITS.has(text[at + 1])
        && ASCII_DIGITS.has(text[at + 2]);
  }
}
