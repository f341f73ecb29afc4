package dev.bantam.tokenizer;

import dev.bantam.tokenizer.PairMerger.Pairs;

/**
 * SentencePiece's BPE (Kudo and Richardson 2018): any two neighbours whose text is in the
 * vocabulary may be merged, the highest score first. Unknown characters are spelled with byte
 * tokens.
 */
final class SentencePiece implements Segmenter {
  private static final byte[] METASPACE = {(byte) 0xE2, (byte) 0x96, (byte) 0x81}; // U+2581

  private final Vocabulary vocabulary;
  private final boolean addSpacePrefix;
  private final int unknownToken;

  /**
   * @param addSpacePrefix whether a space is put before the text
   * @param unknownToken id for a byte that has no token, or -1 to drop it
   */
  SentencePiece(Vocabulary vocabulary, boolean addSpacePrefix, int unknownToken) {
    this.vocabulary = vocabulary;
    this.addSpacePrefix = addSpacePrefix;
    this.unknownToken = unknownToken;
  }

  @Override
  public void encode(byte[] text, int from, int to, IntList out) {
    byte[] escaped = escape(text, from, to);
    PairMerger merger = new PairMerger(escaped, escaped.length, this::pair);
    for (int at = 0; at < escaped.length; ) {
      int end = Math.min(escaped.length, at + LenientUtf8.announced(escaped[at]));
      merger.add(vocabulary.id(escaped, at, end), at, end);
      at = end;
    }
    merger.run();
    for (int i = 0; i < merger.count(); i = merger.after(i)) {
      if (merger.symbol(i) >= 0) {
        out.add(merger.symbol(i));
      } else {
        spell(escaped, merger.start(i), merger.end(i), out);
      }
    }
  }

  /** Spaces become {@code ▁}. */
  private byte[] escape(byte[] text, int from, int to) {
    int spaces = addSpacePrefix ? 1 : 0;
    for (int i = from; i < to; i++) {
      spaces += text[i] == ' ' ? 1 : 0;
    }
    int prefix = addSpacePrefix ? METASPACE.length : 0;
    byte[] out = new byte[Math.addExact(to - from, 2 * spaces + (addSpacePrefix ? 1 : 0))];
    System.arraycopy(METASPACE, 0, out, 0, prefix);
    int n = prefix;
    for (int i = from; i < to; i++) {
      if (text[i] == ' ') {
        System.arraycopy(METASPACE, 0, out, n, METASPACE.length);
        n += METASPACE.length;
      } else {
        out[n++] = text[i];
      }
    }
    return out;
  }

  private long pair(byte[] text, int from, int to, int left, int right) {
    int token = vocabulary.id(text, from, to);
    return token < 0 ? Pairs.NONE : (long) descending(vocabulary.score(token)) << 32 | token;
  }

  /** An int that is the smaller, the higher the score. */
  private static int descending(float score) {
    int bits = Float.floatToIntBits(0.0f - score);
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }

  private void spell(byte[] text, int from, int to, IntList out) {
    for (int i = from; i < to; i++) {
      int token = vocabulary.byteToken(text[i] & 0xff);
      if (token < 0) {
        token = vocabulary.id(text, i, i + 1);
      }
      if (token >= 0 || unknownToken >= 0) {
        out.add(token >= 0 ? token : unknownToken);
      }
    }
  }
}
