package dev.bantam.tokenizer;

import dev.bantam.format.MalformedFileException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that a tokenizer is, from whatever file it was read.
 *
 * @param roles ids of tokens with a role
 * @param ends ids that end generation
 * @param control ids that content never turns into
 * @param prefix ids that precede a text, such as BOS
 * @param suffix ids that follow it
 * @param separator ids that stand between the texts of a pair, after the first one's suffix
 * @param pieces what tokens look like in text
 * @param firstSpace what decoding does with the space that encoding put before the text
 * @param cleansSpaces whether decoding tidies the spaces before punctuation
 * @param templates chat templates by name; the usual one is {@code default}
 * @param exporter makes the entries of GGUF metadata
 */
record TokenizerSpec(
    Vocabulary vocabulary,
    Map<SpecialRole, Integer> roles,
    Set<Integer> ends,
    Set<Integer> control,
    SpecialTokens specialTokens,
    Segmenter segmenter,
    List<Integer> prefix,
    List<Integer> suffix,
    List<Integer> separator,
    Pieces pieces,
    FirstSpace firstSpace,
    boolean cleansSpaces,
    Map<String, String> templates,
    Exporter exporter) {

  /** A space at the very beginning of decoded text. */
  enum FirstSpace {
    KEPT,
    /**
     * Dropped where it belongs to the first token; a BOS that is removed counts as the first token.
     */
    DROPPED_FROM_TOKEN,
    DROPPED
  }

  /** Writes a tokenizer as {@code tokenizer.*} entries of GGUF metadata. */
  @FunctionalInterface
  interface Exporter {
    /**
     * The entries, by key.
     *
     * @param size rows of the model's embedding; ids that no token has are filled with unused ones
     * @throws MalformedFileException if GGUF has no form for this tokenizer
     */
    Map<String, Object> toMetadata(int size) throws MalformedFileException;
  }
}
