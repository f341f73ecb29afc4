package dev.bantam.train.vocabulary;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bantam.format.AtomicFile;
import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Metadata;
import dev.bantam.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A byte-level BPE vocabulary, in GPT-2's alphabet.
 *
 * @param tokens each token's text, by id; the special ones come first
 * @param special how many special tokens there are; the first begins and ends a text
 * @param merges the pairs that become tokens, the first ones first
 */
public record BpeVocabulary(List<String> tokens, int special, List<Merge> merges) {
  /**
   * GPT-2's words, in which each digit stands alone so that numbers are spelled alike; of those
   * names that llama.cpp knows, one whose decoding gives every text back as it was.
   */
  static final String PRE = "smollm";

  private static final String KEYS = "tokenizer.ggml.";
  private static final int NORMAL = 1;
  private static final int CONTROL = 3;

  /** Two tokens that become one. */
  public record Merge(String left, String right) {
    @Override
    public String toString() {
      return left + " " + right;
    }
  }

  public BpeVocabulary {
    tokens = List.copyOf(tokens);
    merges = List.copyOf(merges);
  }

  /** The tokenizer that has this vocabulary. */
  public Tokenizer tokenizer() {
    try {
      return Tokenizer.ofMetadata(new Metadata("vocabulary", toMetadata()));
    } catch (MalformedFileException e) {
      throw new IllegalStateException("a vocabulary that was learned is well-formed", e);
    }
  }

  /** As entries of GGUF metadata. */
  public Map<String, Object> toMetadata() {
    int[] types = new int[tokens.size()];
    Arrays.fill(types, NORMAL);
    Arrays.fill(types, 0, special, CONTROL);
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put(KEYS + "model", "gpt2");
    entries.put(KEYS + "pre", PRE);
    entries.put(KEYS + "tokens", tokens.toArray(String[]::new));
    entries.put(KEYS + "token_type", types);
    entries.put(KEYS + "merges", merges.stream().map(Merge::toString).toArray(String[]::new));
    entries.put(KEYS + "bos_token_id", 0L);
    entries.put(KEYS + "eos_token_id", 0L);
    entries.put(KEYS + "add_bos_token", false);
    return entries;
  }

  /** Writes {@code tokenizer.json} and {@code tokenizer_config.json} of a Hugging Face folder. */
  public void write(Path folder) throws IOException {
    AtomicFile.write(folder.resolve("tokenizer.json"), Json.write(tokenizerJson()).getBytes(UTF_8));
    AtomicFile.write(folder.resolve("tokenizer_config.json"), Json.write(config()).getBytes(UTF_8));
  }

  private Map<String, Object> tokenizerJson() {
    List<Object> added = new ArrayList<>();
    Map<String, Object> vocabulary = new LinkedHashMap<>();
    for (int id = 0; id < tokens.size(); id++) {
      vocabulary.put(tokens.get(id), id);
      if (id < special) {
        added.add(
            entries(
                "id",
                id,
                "content",
                tokens.get(id),
                "single_word",
                false,
                "lstrip",
                false,
                "rstrip",
                false,
                "normalized",
                false,
                "special",
                true));
      }
    }
    Map<String, Object> byteLevel =
        entries(
            "type",
            "ByteLevel",
            "add_prefix_space",
            false,
            "trim_offsets",
            true,
            "use_regex",
            true);
    Map<String, Object> digits = entries("type", "Digits", "individual_digits", true);
    return entries(
        "version",
        "1.0",
        "added_tokens",
        added,
        "pre_tokenizer",
        entries("type", "Sequence", "pretokenizers", List.of(digits, byteLevel)),
        "decoder",
        byteLevel,
        "model",
        entries(
            "type",
            "BPE",
            "vocab",
            vocabulary,
            "merges",
            merges.stream().map(Merge::toString).toList()));
  }

  private Map<String, Object> config() {
    return entries(
        "tokenizer_class",
        "PreTrainedTokenizerFast",
        "bos_token",
        tokens.getFirst(),
        "eos_token",
        tokens.getFirst(),
        "add_bos_token",
        false,
        "clean_up_tokenization_spaces",
        false);
  }

  /** A map of keys and values in turn, in this order. */
  private static Map<String, Object> entries(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
