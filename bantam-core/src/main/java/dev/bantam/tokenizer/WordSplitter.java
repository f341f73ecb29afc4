package dev.bantam.tokenizer;

import java.util.List;
import java.util.function.Consumer;

/**
 * Cuts text into the words inside which byte-level BPE merges, as a tokenizer of GGUF's {@code
 * tokenizer.ggml.pre} does: for whoever learns a vocabulary.
 */
public final class WordSplitter {
  private final List<Splitter> splitters;

  private WordSplitter(List<Splitter> splitters) {
    this.splitters = splitters;
  }

  /**
   * The splitter of a name such as {@code gpt-2}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static WordSplitter named(String pre) {
    PreTokenizers.Entry entry = PreTokenizers.named(pre);
    if (entry == null) {
      throw new IllegalArgumentException(
          "unknown pre-tokenizer '" + pre + "'; known: " + String.join(" ", PreTokenizers.names()));
    }
    return new WordSplitter(entry.splitters());
  }

  /** GPT-2's alphabet: the character that stands for each byte. */
  public static char letter(byte b) {
    return ByteLevel.charOf(b);
  }

  /** Gives each word of a text, in GPT-2's alphabet ({@code Ġthe}), in order. */
  public void split(String text, Consumer<String> word) {
    Words words = Words.whole(text.codePoints().toArray());
    for (Splitter splitter : splitters) {
      words = words.split(splitter);
    }
    byte[] utf8 = new byte[4];
    StringBuilder spelled = new StringBuilder();
    for (int i = 0; i < words.count(); i++) {
      spelled.setLength(0);
      for (int at = words.start(i); at < words.end(i); at++) {
        int end = LenientUtf8.put(words.text()[at], utf8, 0);
        for (int b = 0; b < end; b++) {
          spelled.append(letter(utf8[b]));
        }
      }
      word.accept(spelled.toString());
    }
  }
}
