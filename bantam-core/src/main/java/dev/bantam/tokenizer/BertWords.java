package dev.bantam.tokenizer;

import static dev.bantam.tokenizer.CharSet.range;

import java.text.Normalizer;
import java.text.Normalizer.Form;

/** BERT's words: split at white space, with punctuation and Chinese characters on their own. */
final class BertWords {
  static final CharSet CHINESE =
      range(0x4E00, 0x9FFF)
          .or(range(0x3400, 0x4DBF))
          .or(range(0x20000, 0x2A6DF))
          .or(range(0x2A700, 0x2B73F))
          .or(range(0x2B740, 0x2B81F))
          .or(range(0x2B920, 0x2CEAF)) // so in both reference engines; the block begins at 2B820
          .or(range(0xF900, 0xFAFF))
          .or(range(0x2F800, 0x2FA1F));

  static final CharSet PUNCTUATION =
      CharSet.anyOf(CharSet.PUNCTUATION).or(CharSet.ranges("!-/:-@[-`{-~"));

  private static final CharSet ALONE = PUNCTUATION.or(CHINESE);

  private BertWords() {}

  /**
   * As the reference engine does it for GGUF: of a character that Unicode decomposes only the base
   * is looked at, and every character is taken for itself.
   */
  static WordStep gguf(boolean lowercase, boolean stripAccents) {
    return (words, first) -> {
      Words.Builder out = new Words.Builder(words.text().length);
      for (int i = 0; i < words.text().length; i++) {
        int c = stripAccents ? base(words.text()[i]) : words.text()[i];
        if (CharSet.isSpace(c)) {
          out.endWord();
        } else if (!isDropped(c, stripAccents)) {
          boolean alone = ALONE.has(c);
          if (alone) {
            out.endWord();
          }
          out.append(lowercase ? Character.toLowerCase(c) : c);
          if (alone) {
            out.endWord();
          }
        }
      }
      return out.build();
    };
  }

  private static boolean isDropped(int c, boolean stripAccents) {
    int dropped = CharSet.CONTROL | (stripAccents ? CharSet.MARK : 0);
    return c == 0 || c == LenientUtf8.REPLACEMENT || (CharSet.flags(c) & dropped) != 0;
  }

  private static int base(int c) {
    boolean surrogate = c >= 0xD800 && c < 0xE000;
    return c < 0xC0 || surrogate
        ? c
        : Normalizer.normalize(Character.toString(c), Form.NFD).codePointAt(0);
  }
}
