import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A working tokenizer of any size, as GGUF metadata: all bytes, then made-up words, each a pair of
 * earlier tokens. Opening it costs what opening a real one of its size does.
 */
final class RandomVocabulary {
  private static final int LONGEST_WORD = 12;

  /** As many as Llama 3 has, at the end: llama3.java takes all after the first 128000 for such. */
  private static final int CONTROL_TOKENS = 256;

  private static final List<String> LLAMA_3 =
      List.of(
          "<|begin_of_text|>",
          "<|end_of_text|>",
          "<|start_header_id|>",
          "<|end_header_id|>",
          "<|eom_id|>",
          "<|eot_id|>");

  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int BYTE = 6;

  private RandomVocabulary() {}

  /**
   * Adds the tokenizer's keys.
   *
   * @param pre GGUF's name of a BPE pre-tokenizer, or null for a SentencePiece vocabulary
   */
  static void add(Map<String, Object> metadata, int size, String pre) {
    if (pre == null) {
      addSentencePiece(metadata, size);
    } else {
      addBpe(metadata, size, pre);
    }
  }

  /** The first control token of a BPE vocabulary, which begins a text; the next one ends it. */
  static int bos(int size) {
    return size - CONTROL_TOKENS;
  }

  private static void addBpe(Map<String, Object> metadata, int size, String pre) {
    List<String> merges = new ArrayList<>();
    int control = bos(size);
    List<String> tokens = words(byteLetters(), control, merges);
    tokens.addAll(LLAMA_3);
    while (tokens.size() < size) {
      tokens.add("<|reserved_special_token_" + tokens.size() + "|>");
    }
    int[] types = new int[size];
    Arrays.fill(types, NORMAL);
    Arrays.fill(types, control, size, CONTROL);
    metadata.put("tokenizer.ggml.model", "gpt2");
    metadata.put("tokenizer.ggml.pre", pre);
    metadata.put("tokenizer.ggml.tokens", tokens.toArray(String[]::new));
    metadata.put("tokenizer.ggml.token_type", types);
    metadata.put("tokenizer.ggml.merges", merges.toArray(String[]::new));
    metadata.put("tokenizer.ggml.bos_token_id", (long) control);
    metadata.put("tokenizer.ggml.eos_token_id", (long) control + 1);
    metadata.put("tokenizer.ggml.add_bos_token", pre.equals("llama-bpe"));
  }

  private static void addSentencePiece(Map<String, Object> metadata, int size) {
    List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    for (int b = 0; b < 256; b++) {
      tokens.add("<0x%02X>".formatted(b));
    }
    int first = tokens.size();
    List<String> letters = new ArrayList<>(List.of("▁"));
    for (char letter = '!'; letter <= '~'; letter++) {
      letters.add(String.valueOf(letter));
    }
    tokens.addAll(words(letters, size - first, new ArrayList<>()));
    int[] types = new int[size];
    float[] scores = new float[size];
    for (int id = 0; id < size; id++) {
      types[id] = id == 0 ? UNKNOWN : id < 3 ? CONTROL : id < first ? BYTE : NORMAL;
      scores[id] = id < first ? 0 : first - id;
    }
    metadata.put("tokenizer.ggml.model", "llama");
    metadata.put("tokenizer.ggml.tokens", tokens.toArray(String[]::new));
    metadata.put("tokenizer.ggml.scores", scores);
    metadata.put("tokenizer.ggml.token_type", types);
    metadata.put("tokenizer.ggml.bos_token_id", 1L);
    metadata.put("tokenizer.ggml.eos_token_id", 2L);
    metadata.put("tokenizer.ggml.unknown_token_id", 0L);
  }

  /** The letters and made-up words, {@code count} in all; their merges go to {@code merges}. */
  private static List<String> words(List<String> letters, int count, List<String> merges) {
    LinkedHashSet<String> known = new LinkedHashSet<>(letters);
    List<String> words = new ArrayList<>(letters);
    SplittableRandom random = new SplittableRandom(2);
    while (words.size() < count) {
      String left = words.get(random.nextInt(words.size()));
      String right = words.get(random.nextInt(words.size()));
      String word = left + right;
      if (word.length() <= LONGEST_WORD && known.add(word)) {
        words.add(word);
        merges.add(left + " " + right);
      }
    }
    return words;
  }

  /** The letters that stand for bytes in GPT-2's vocabularies. */
  private static List<String> byteLetters() {
    List<String> letters = new ArrayList<>();
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
      letters.add(Character.toString(printable ? b : next++));
    }
    return letters;
  }
}
