package dev.bantam.tokenizer;

import dev.bantam.format.MalformedFileException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer in the form of GGUF's {@code tokenizer.*} metadata.
 *
 * @param vocabulary the tokens
 * @param model GGUF's name of the kind of tokenizer
 * @param scores one for each token, or null
 * @param entries what this kind has besides
 */
record GgufExport(
    Vocabulary vocabulary, String model, float @Nullable [] scores, Map<String, Object> entries) {
  private static final float NEVER_MERGED = -1e9f;
  private static final String PREFIX = GgufVocabulary.PREFIX;

  /** Byte-level BPE. */
  static GgufExport bpe(Vocabulary vocabulary, Merges merges, String pre) {
    String[] texts = new String[merges.size()];
    for (int i = 0; i < texts.length; i++) {
      // The two are separated by a space, so a space in one is written as GPT-2 does.
      texts[i] = merges.left(i).replace(' ', 'Ġ') + " " + merges.right(i).replace(' ', 'Ġ');
    }
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put(PREFIX + "pre", pre);
    entries.put(PREFIX + "merges", texts);
    return new GgufExport(vocabulary, "gpt2", null, entries);
  }

  /**
   * BPE over characters and {@code ▁}. GGUF has scores in place of merges: what is merged first
   * scores highest.
   */
  static GgufExport sentencePiece(Vocabulary vocabulary, Merges merges, boolean addSpacePrefix) {
    float[] scores = new float[vocabulary.size()];
    Arrays.fill(scores, NEVER_MERGED);
    for (int rank = merges.size() - 1; rank >= 0; rank--) {
      scores[vocabulary.id(merges.left(rank) + merges.right(rank))] = -rank;
    }
    return sentencePiece(vocabulary, scores, addSpacePrefix);
  }

  static GgufExport sentencePiece(Vocabulary vocabulary, float[] scores, boolean addSpacePrefix) {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put(PREFIX + "pre", "default");
    entries.put(PREFIX + "add_space_prefix", addSpacePrefix);
    return new GgufExport(vocabulary, "llama", scores, entries);
  }

  static GgufExport unigram(
      Vocabulary vocabulary,
      boolean addSpacePrefix,
      boolean mergeSpaces,
      byte @Nullable [] charsmap) {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put(PREFIX + "pre", "default");
    entries.put(PREFIX + "add_space_prefix", addSpacePrefix);
    entries.put(PREFIX + "remove_extra_whitespaces", mergeSpaces);
    if (charsmap != null) {
      entries.put(PREFIX + "precompiled_charsmap", charsmap);
    }
    return new GgufExport(vocabulary, "t5", scoresOf(vocabulary), entries);
  }

  static GgufExport wordPiece(Vocabulary vocabulary, boolean lowercase, boolean stripAccents) {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put(PREFIX + "pre", "default");
    entries.put(PREFIX + "normalizer.lowercase", lowercase);
    entries.put(PREFIX + "normalizer.strip_accents", stripAccents);
    return new GgufExport(vocabulary, "bert", null, entries);
  }

  static float[] scoresOf(Vocabulary vocabulary) {
    float[] scores = new float[vocabulary.size()];
    for (int id = 0; id < scores.length; id++) {
      scores[id] = vocabulary.score(id);
    }
    return scores;
  }

  /**
   * All entries.
   *
   * @param size rows of the embedding; ids without a token are filled
   */
  Map<String, Object> toMetadata(
      int size,
      Map<SpecialRole, Integer> roles,
      List<Integer> prefix,
      List<Integer> suffix,
      List<Integer> separator,
      Map<String, String> templates)
      throws MalformedFileException {
    int count = Math.max(size, vocabulary.size());
    String[] texts = new String[count];
    int[] types = new int[count];
    for (int id = 0; id < count; id++) {
      boolean known = id < vocabulary.size();
      texts[id] = known ? ggufText(id) : Vocabulary.padding(id);
      types[id] = known ? vocabulary.ggufType(id) : Vocabulary.GGUF_UNUSED;
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put(PREFIX + "model", model);
    out.put(PREFIX + "tokens", texts);
    if (scores != null) {
      out.put(PREFIX + "scores", Arrays.copyOf(scores, count));
    }
    out.put(PREFIX + "token_type", types);
    out.putAll(entries);
    roles.forEach((role, id) -> out.put(role.key(), (long) id));
    if (!model.equals("bert")) {
      out.put(PREFIX + "add_bos_token", isOne(prefix, roles.get(SpecialRole.BOS)));
      out.put(PREFIX + "add_eos_token", isOne(suffix, roles.get(SpecialRole.EOS)));
    }
    if (isOne(separator, roles.get(SpecialRole.SEPARATOR))) {
      out.put(PREFIX + "add_sep_token", true);
    }
    templates.forEach((name, text) -> out.put(templateKey(name), text));
    return out;
  }

  /** Tokens that users see are written with plain spaces. */
  private String ggufText(int id) {
    String text = vocabulary.text(id);
    return vocabulary.is(id, Vocabulary.USER_DEFINED) ? text.replace('▁', ' ') : text;
  }

  private static boolean isOne(List<Integer> ids, @Nullable Integer id) {
    return id != null && ids.contains(id);
  }

  private static String templateKey(String name) {
    return GgufVocabulary.TEMPLATE + (name.equals("default") ? "" : "." + name);
  }
}
