package dev.bantam.tokenizer;

/** Turns text that holds no special token into token ids. */
@FunctionalInterface
interface Segmenter {
  /**
   * Appends the ids of {@code text[from, to)}, UTF-8 that may be malformed. A stretch that begins
   * at 0 is the beginning of the whole text.
   */
  void encode(byte[] text, int from, int to, IntList out);
}
