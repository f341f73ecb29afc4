package dev.bantam.tokenizer;

/** Turns one word into token ids; a word gets the same ids wherever it stands. */
@FunctionalInterface
interface WordModel {
  /** Appends the ids of {@code text[from, to)}, well-formed UTF-8. */
  void encode(byte[] text, int from, int to, IntList out);
}
