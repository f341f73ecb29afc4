package dev.bantam.tokenizer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * The pre-tokenizers that GGUF's {@code tokenizer.ggml.pre} names, each with the splitters it
 * applies one after the other and the defaults that the reference engine ties to the name. One line
 * here is all that a new name needs.
 */
final class PreTokenizers {
  /** A word of the vocabulary is one token, whatever the merges say. */
  private static final int IGNORE_MERGES = 1;

  /** A text begins with BOS unless the file says otherwise. */
  private static final int ADD_BOS = 2;

  /** Decoding tidies the spaces before punctuation. */
  private static final int CLEAN_SPACES = 4;

  /** Spaces are written {@code ▁} and characters stand for themselves, as in SentencePiece. */
  private static final int METASPACE = 8;

  /** Characters stand for themselves, and not for GPT-2's bytes. */
  private static final int RAW = 16;

  /** No default BOS. */
  private static final int NO_BOS = 32;

  /** A run of line breaks in the vocabulary is one token. */
  private static final int WHOLE_LINES = 64;

  private static final Map<String, Entry> BY_NAME = new LinkedHashMap<>();

  /** What stands behind a name. */
  record Entry(String name, List<Splitter> splitters, int flags) {
    boolean ignoresMerges() {
      return (flags & IGNORE_MERGES) != 0;
    }

    boolean addsBos() {
      return (flags & ADD_BOS) != 0;
    }

    boolean cleansSpaces() {
      return (flags & CLEAN_SPACES) != 0;
    }

    boolean metaspace() {
      return (flags & METASPACE) != 0;
    }

    boolean raw() {
      return (flags & RAW) != 0;
    }

    boolean lacksBos() {
      return (flags & NO_BOS) != 0;
    }

    boolean keepsLines() {
      return (flags & WHOLE_LINES) != 0;
    }
  }

  static {
    put(
        "gpt-2 phi-2 jina-es jina-de gigachat jina-v2-es jina-v2-de a.x-4.0 mellum modern-bert"
            + " jina-v1-en jina-v2-code roberta-bpe mpt olmo jais exaone4",
        CLEAN_SPACES,
        Splitters.GPT2);
    put("trillion granite-docling", 0, Splitters.GPT2);
    put(
        "llama-bpe llama3 llama-v3 falcon3 falcon-h1 pixtral midm-2.0 lfm2 jina-v5-nano",
        IGNORE_MERGES | ADD_BOS | CLEAN_SPACES,
        Splitters.LLAMA3);
    put("dbrx smaug-bpe", CLEAN_SPACES, Splitters.LLAMA3);
    put("chatglm-bpe glm4", CLEAN_SPACES | NO_BOS, Splitters.LLAMA3);
    put("qwen2 deepseek-r1-qwen kormo f2llmv2 hunyuan grok-2 solar-open", 0, Splitters.QWEN2);
    put("stablelm2 megrez", CLEAN_SPACES, Splitters.QWEN2);
    put("qwen35", 0, Splitters.QWEN35);
    put(
        "starcoder refact codeshell exaone minerva-7b mellum2",
        CLEAN_SPACES,
        Splitters.DIGIT,
        Splitters.GPT2);
    put("command-r smollm", 0, Splitters.DIGIT, Splitters.GPT2);
    put(
        "falcon",
        CLEAN_SPACES,
        Splitters.PUNCTUATION_RUN,
        Splitters.GPT2,
        Splitters.THREE_ASCII_DIGITS);
    put(
        "default",
        CLEAN_SPACES,
        Splitters.DEFAULT_PUNCTUATION,
        Splitters.GPT2,
        Splitters.DIGITS,
        Splitters.THREE_ASCII_DIGITS);
    put(
        "deepseek-llm",
        0,
        Splitters.LINE_BREAK,
        Splitters.DEEPSEEK_CASED_WORD,
        Splitters.DEEPSEEK_BARE_WIDE_PUNCTUATION,
        Splitters.TRAILING_SPACE,
        Splitters.DEEPSEEK_BARE_CJK,
        Splitters.DIGITS);
    put(
        "deepseek-coder",
        0,
        Splitters.LINE_BREAK,
        Splitters.DEEPSEEK_WORD,
        Splitters.DEEPSEEK_PUNCTUATION,
        Splitters.DEEPSEEK_BARE_CJK,
        Splitters.DIGIT);
    put(
        "deepseek-v3 hunyuan-dense joyai-llm hy_v4",
        0,
        Splitters.DIGITS_BY_THREE,
        Splitters.HAN_OR_KANA,
        Splitters.DEEPSEEK3);
    put(
        "spark2_5",
        0,
        Splitters.DIGITS_BY_THREE,
        Splitters.HAN_OR_KANA,
        Splitters.SPARK,
        Splitters.DIGIT);
    put("bloom gpt3-finnish", CLEAN_SPACES, Splitters.BLOOM);
    put("poro-chat", 0, Splitters.BLOOM);
    put("viking", 0, Splitters.BLOOM, Splitters.DIGIT);
    put("tekken", IGNORE_MERGES | ADD_BOS, Splitters.TEKKEN);
    put("gpt-4o llama4 kanana2 talkie minimax-m2", 0, Splitters.GPT4O);
    put("granite-embed-multi-97m", IGNORE_MERGES, Splitters.GRANITE_EMBEDDING);
    put("tiny_aya cohere2moe", 0, Splitters.DIGITS_FROM_END, Splitters.TINY_AYA);
    put("kimi-k2", 0, Splitters.KIMI_K2);
    put("superbpe", 0, Splitters.DIGITS, Splitters.ASCII_DIGITS_FROM_END);
    put("bailingmoe bailingmoe2 llada-moe", 0, Splitters.QWEN2);
    put("seed-coder", 0, Splitters.SEED_CODER);
    put("ufakzeka", 0, Splitters.UFAKZEKA);
    put("afmoe", 0, Splitters.DIGITS_FROM_END, Splitters.AFMOE_SCRIPTS, Splitters.DEEPSEEK3);
    put("laguna", 0, Splitters.LINES, Splitters.QWEN2);
    put("exaone-moe", CLEAN_SPACES, Splitters.EXAONE_MOE);
    put("minicpm5", IGNORE_MERGES | CLEAN_SPACES, Splitters.DIGITS_BY_THREE, Splitters.MINICPM5);
    put("youtu", IGNORE_MERGES, Splitters.YOUTU_SCRIPTS, Splitters.YOUTU);
    put("jais-2", CLEAN_SPACES, Splitters.JAIS2);
    put(
        "chameleon",
        ADD_BOS,
        Splitters.CHAMELEON_SENTINEL,
        Splitters.CHAMELEON_IMAGE,
        Splitters.CHAMELEON_INDENT,
        Splitters.DIGIT,
        Splitters.PUNCTUATION_MARK,
        Splitters.GPT2);
    put(
        "gemma4 granite-embed-multi-311m",
        METASPACE | RAW | ADD_BOS | CLEAN_SPACES | WHOLE_LINES,
        Splitters.LINES);
    put("sarvam-moe", METASPACE | RAW, Splitters.LINES);
    put("whitespace", RAW | CLEAN_SPACES, Splitters.NON_SPACE);
  }

  private PreTokenizers() {}

  private static void put(String names, int flags, Splitter... splitters) {
    for (StringTokenizer words = new StringTokenizer(names); words.hasMoreTokens(); ) {
      String name = words.nextToken();
      BY_NAME.put(name, new Entry(name, List.of(splitters), flags));
    }
  }

  /** The pre-tokenizer of that name, or null. */
  static @Nullable Entry named(String name) {
    return BY_NAME.get(name);
  }

  static Iterable<String> names() {
    return BY_NAME.keySet();
  }

  /** The name whose splitters these are, as nearly as GGUF can say it; null where there is none. */
  static @Nullable String nameOf(List<Splitter> splitters, boolean ignoresMerges) {
    String name = null;
    for (Entry entry : BY_NAME.values()) {
      if (!entry.raw() && HfPatterns.alike(entry.splitters, splitters)) {
        if (entry.ignoresMerges() == ignoresMerges) {
          return entry.name;
        }
        name = name == null ? entry.name : name;
      }
    }
    return name;
  }
}
