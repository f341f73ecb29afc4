package dev.bantam.tokenizer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The regular expressions that stand in {@code tokenizer.json} files, and the splitter that does
 * what each means. They are looked up as text; none is compiled.
 */
final class HfPatterns {
  private static final String CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String UPPERS = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String LOWERS = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String LEAD = "[^\\r\\n\\p{L}\\p{N}]?";
  private static final String SPACES = "\\s+(?!\\S)|\\s+";
  private static final String ENDING = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|" + SPACES;
  private static final String SLASHED = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|" + SPACES;
  private static final String LETTERS_WITH_ASCII_LEAD =
      "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
          + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+";

  private static final Map<String, Splitter> BY_TEXT = new LinkedHashMap<>();

  private static final Set<String> PATTERNS = new LinkedHashSet<>();

  /**
   * Spellings of the same thing, in the known patterns; replaced from first to last before one is
   * stored or looked up.
   */
  private static final String[][] SPELLINGS = {
    {"\r", "\\r"},
    {"\n", "\\n"},
    {"\t", "\\t"},
    {"++", "+"},
    {"?+", "?"},
    {"*+", "*"},
    {"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])", CONTRACTIONS},
    {"'(?i:[sdmt]|ll|ve|re)", CONTRACTIONS},
    {"'(?:[sSdDmMtT]|[lL][lL]|[vV][eE]|[rR][eE])", CONTRACTIONS},
    {"'(?:[sdmt]|ll|ve|re)", "'s|'t|'re|'ve|'m|'ll|'d"},
    {"\\p{N}{1}|", "\\p{N}|"},
    {"\\s*[\\r\\n]|", "\\s*[\\r\\n]+|"},
  };

  static {
    String gpt2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)";
    put(gpt2, Splitters.GPT2);
    put(gpt2 + "|\\s+", Splitters.GPT2);
    String word = CONTRACTIONS + "|" + LEAD + "\\p{L}+|";
    put(word + "\\p{N}{1,3}" + ENDING, Splitters.LLAMA3);
    put(word + "\\p{N}" + ENDING, Splitters.QWEN2);
    put(word + "\\p{N}+" + ENDING, Splitters.MINICPM5);
    put(LEAD + "\\p{L}+|\\p{N}" + ENDING, Splitters.UFAKZEKA);
    put(word + "\\p{N}| ?[^\\s\\p{L}\\p{N}\\r\\n]+|\\s*[\\r\\n]+|" + SPACES, Splitters.SEED_CODER);
    put(
        word
            + "\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+"
            + "|\\s{512}(?!\\S)|\\s{256}(?!\\S)|\\s{128}(?!\\S)|\\s{64}(?!\\S)|\\s{32}(?!\\S)"
            + "|\\s{16}(?!\\S)|\\s{8}(?!\\S)|\\s{4}(?!\\S)|\\s{1,2}(?!\\S)|\\s{1}",
        Splitters.JAIS2);
    put(
        CONTRACTIONS
            + "|"
            + LEAD
            + "[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|"
            + SPACES,
        Splitters.QWEN35);
    put(
        CONTRACTIONS
            + "|"
            + LEAD
            + "(?:\\p{L}\\p{M}*(?: \\p{L}\\p{M}*)*)+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]?"
            + "|\\s*[\\r\\n]+|"
            + SPACES,
        Splitters.EXAONE_MOE);
    String suffix = CONTRACTIONS + "?";
    put(cased(suffix) + "|\\p{N}{1,3}" + SLASHED, Splitters.O200K);
    put(cased("") + "|\\p{N}" + SLASHED, Splitters.TEKKEN_CASED);
    put(cased(suffix) + "|\\p{N}" + SLASHED, Splitters.YOUTU_CASED);
    put("[가-힣ㄱ-ㆎ]+|[！…“”‘’—：；，、-〿︰-﹏]+|[ㄅ-ㄯ]+|[一-龥぀-ゟ゠-ヿ]+", Splitters.YOUTU_SCRIPTS);
    put(
        LETTERS_WITH_ASCII_LEAD + "| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|" + SPACES,
        Splitters.DEEPSEEK3);
    put(LETTERS_WITH_ASCII_LEAD + "| ?[\\p{P}\\p{S}]+|[\\r\\n]|" + SPACES, Splitters.SPARK);
    put("[一-龥぀-ゟ゠-ヿ]+", Splitters.HAN_OR_KANA);
    put("[一-龥ࠀ-一가-퟿]+", Splitters.DEEPSEEK_CJK);
    put("\\s?" + Splitters.DEEPSEEK_LETTERS + "+", Splitters.DEEPSEEK_CASED_WORD);
    put("\\s?[!-/:-~！-／：-～‘-‟　-。]+", Splitters.DEEPSEEK_WIDE_PUNCTUATION);
    put("\\s?\\p{L}+", Splitters.DEEPSEEK_WORD);
    put("\\s?\\p{P}+", Splitters.DEEPSEEK_PUNCTUATION);
    put("\\s+$", Splitters.TRAILING_SPACE);
    put("[\\r\\n]", Splitters.LINE_BREAK);
    put("[^\\n]+|[\\n]+", Splitters.LINES);
    put("\\p{N}", Splitters.DIGIT);
    put("\\p{N}+", Splitters.DIGITS);
    put("\\p{N}{1,3}", Splitters.DIGITS_BY_THREE);
    put("[0-9][0-9][0-9]", Splitters.THREE_ASCII_DIGITS);
    put("(?=(\\d{3})+(?!\\d))", Splitters.ASCII_DIGITS_FROM_END);
    put("\\d{1,3}(?=(?:\\d{3})*\\b)", Splitters.DIGITS_FROM_WORD_END);
    put(" ?[^(\\s|.,!?…。，、।۔،)]+", Splitters.BLOOM);
    put(" ?[^(\\s|[.,!?…。，、।۔،])]+", Splitters.BLOOM);
    put("<sentinel:[0-9]+>", Splitters.CHAMELEON_SENTINEL);
    put("(IMGIMG)((A|B|C|D|E|F|G|H|I){1,4})Z", Splitters.CHAMELEON_IMAGE);
    put("([\\t\\n]|    |  )", Splitters.CHAMELEON_INDENT);
  }

  /** What the reference engine's splitters stand for, where they are simpler than the original. */
  private static final Map<Splitter, Splitter> ORIGINALS =
      Map.of(
          Splitters.GPT4O, Splitters.O200K,
          Splitters.GRANITE_EMBEDDING, Splitters.O200K,
          Splitters.TINY_AYA, Splitters.O200K,
          Splitters.TEKKEN, Splitters.TEKKEN_CASED,
          Splitters.YOUTU, Splitters.YOUTU_CASED,
          Splitters.DEEPSEEK_BARE_CJK, Splitters.DEEPSEEK_CJK,
          Splitters.DEEPSEEK_BARE_WIDE_PUNCTUATION, Splitters.DEEPSEEK_WIDE_PUNCTUATION,
          Splitters.DIGITS_FROM_END, Splitters.DIGITS_FROM_WORD_END);

  private HfPatterns() {}

  private static String cased(String suffix) {
    return LEAD + UPPERS + "*" + LOWERS + "+" + suffix + "|" + LEAD + UPPERS + "+" + LOWERS + "*"
        + suffix;
  }

  private static void put(String pattern, Splitter splitter) {
    BY_TEXT.put(spelled(pattern), splitter);
    PATTERNS.add(pattern);
  }

  private static String spelled(String pattern) {
    String text = pattern;
    for (String[] spelling : SPELLINGS) {
      text = text.replace(spelling[0], spelling[1]);
    }
    return text;
  }

  /** The splitter for a pattern's text, or null. */
  static @Nullable Splitter splitter(String pattern) {
    return BY_TEXT.get(spelled(pattern));
  }

  /** All patterns that are known. */
  static Set<String> patterns() {
    return Collections.unmodifiableSet(PATTERNS);
  }

  /** Whether two chains of splitters stand for the same patterns. */
  static boolean alike(List<Splitter> gguf, List<Splitter> hf) {
    List<Splitter> originals = gguf.stream().map(s -> ORIGINALS.getOrDefault(s, s)).toList();
    // Falcon's original also sets digits apart before it takes them by three.
    List<Splitter> withoutDigits = hf.stream().filter(s -> !s.equals(Splitters.DIGITS)).toList();
    return originals.equals(hf)
        || originals.equals(withoutDigits) && hf.contains(Splitters.THREE_ASCII_DIGITS);
  }
}
