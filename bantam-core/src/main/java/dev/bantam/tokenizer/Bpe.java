package dev.bantam.tokenizer;

import java.util.Arrays;

/**
 * BPE with a list of merges. Byte-level (GPT-2) models begin with single bytes, others with
 * characters. What stays outside the vocabulary is spelled with byte tokens where there are any.
 */
final class Bpe implements WordModel {
  private static final int UNKNOWN = -1;

  private final boolean byteLevel;
  private final boolean ignoreMerges;
  private final boolean wholeLines;
  private final int unknownToken;
  private final boolean fuseUnknown;
  private final TokenMap symbols;
  private int[] tokens; // [symbols]: token id or -1
  private final int[] byteSymbols = new int[256];
  private final int[] byteTokens = new int[256];
  private final MergeTable merges;
  private int unknownMerge = -1;
  private byte[] buffer = new byte[256]; // while the tables are built

  /**
   * How a model differs from plain BPE.
   *
   * @param byteLevel whether the vocabulary is written in {@link ByteLevel}'s alphabet
   * @param ignoreMerges whether a word of the vocabulary is one token, whatever the merges say
   * @param wholeLines whether a run of line breaks of the vocabulary is
   * @param byteFallback whether unknown characters are spelled as {@code <0x00>} tokens
   * @param unknownToken id for what the vocabulary lacks, or -1 to drop it
   * @param fuseUnknown whether one such id stands for several unknown characters in a row
   */
  record Options(
      boolean byteLevel,
      boolean ignoreMerges,
      boolean wholeLines,
      boolean byteFallback,
      int unknownToken,
      boolean fuseUnknown) {}

  Bpe(Vocabulary vocabulary, Merges list, Options options) {
    byteLevel = options.byteLevel;
    ignoreMerges = options.ignoreMerges;
    wholeLines = options.wholeLines;
    unknownToken = options.unknownToken;
    fuseUnknown = options.fuseUnknown;
    symbols = new TokenMap(vocabulary.size());
    tokens = new int[vocabulary.size()];
    for (int id = 0; id < vocabulary.size(); id++) {
      String text = vocabulary.text(id);
      int end = spell(text, 0, text.length(), 0);
      if (end >= 0) {
        tokens[symbols.add(buffer, 0, end)] = id;
      }
    }
    merges = new MergeTable(list.size());
    addMerges(list);
    buffer = new byte[0];
    fillByteTables(vocabulary, options.byteFallback);
  }

  /**
   * Writes the bytes that {@code text[from, to)} stands for into the buffer.
   *
   * @return where they end, or -1 if they include characters that no text of the alphabet has
   */
  private int spell(String text, int from, int to, int at) {
    if (at + 3 * (to - from) > buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * (at + 3 * (to - from)));
    }
    return byteLevel
        ? ByteLevel.decode(text, from, to, buffer, at)
        : LenientUtf8.put(text, from, to, buffer, at);
  }

  private void addMerges(Merges list) {
    for (int rank = list.size() - 1; rank >= 0; rank--) { // of two for one pair the first counts
      String text = list.texts()[rank];
      int space = list.spaces()[rank];
      int middle = spell(text, 0, space, 0);
      int end = middle < 0 ? -1 : spell(text, space + 1, text.length(), middle);
      if (end < 0) {
        unknownMerge = rank;
        continue;
      }
      int left = symbol(0, middle);
      int right = symbol(middle, end);
      int merged = symbol(0, end);
      merges.put(left, right, rank, merged);
      if (tokens[left] < 0 || tokens[right] < 0 || tokens[merged] < 0) {
        unknownMerge = rank;
      }
    }
  }

  /** Rank of the first merge that needs a text that is no token, or -1. */
  int unknownMerge() {
    return unknownMerge;
  }

  /** The symbol of a part of the buffer, made if it is not there. */
  private int symbol(int from, int to) {
    int known = symbols.size();
    int symbol = symbols.add(buffer, from, to);
    if (symbol == known) {
      if (symbol >= tokens.length) {
        tokens = Arrays.copyOf(tokens, tokens.length + (tokens.length >> 1) + 8);
      }
      tokens[symbol] = UNKNOWN;
    }
    return symbol;
  }

  private void fillByteTables(Vocabulary vocabulary, boolean byteFallback) {
    byte[] one = new byte[1];
    for (int b = 0; b < 256; b++) {
      one[0] = (byte) b;
      byteSymbols[b] = symbols.find(one);
      if (byteLevel) { // the reference engine finds only those bytes that are one character, one
        // byte
        boolean ascii = b >= '!' && b <= '~' && byteSymbols[b] >= 0;
        byteTokens[b] = ascii ? tokens[byteSymbols[b]] : UNKNOWN;
      } else {
        byteTokens[b] = byteFallback ? vocabulary.byteToken(b) : UNKNOWN;
      }
    }
  }

  @Override
  public void encode(byte[] text, int from, int to, IntList out) {
    if (ignoreMerges || wholeLines && isLineBreaks(text, from, to)) {
      int word = symbols.find(text, from, to);
      if (word >= 0 && tokens[word] >= 0) {
        out.add(tokens[word]);
        return;
      }
    }
    PairMerger merger = new PairMerger(text, to - from, this::pair);
    for (int at = from; at < to; ) {
      int end = byteLevel ? at + 1 : Math.min(to, at + LenientUtf8.announced(text[at]));
      merger.add(byteLevel ? byteSymbols[text[at] & 0xff] : symbols.find(text, at, end), at, end);
      at = end;
    }
    merger.run();
    int first = out.size();
    for (int i = 0; i < merger.count(); i = merger.after(i)) {
      int symbol = merger.symbol(i);
      if (symbol >= 0 && tokens[symbol] >= 0) {
        out.add(tokens[symbol]);
      } else {
        addBytes(text, merger.start(i), merger.end(i), first, out);
      }
    }
  }

  private long pair(byte[] text, int from, int to, int left, int right) {
    return left < 0 || right < 0 ? PairMerger.Pairs.NONE : merges.find(left, right);
  }

  private static boolean isLineBreaks(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text[i] != '\n') {
        return false;
      }
    }
    return true;
  }

  private void addBytes(byte[] text, int from, int to, int first, IntList out) {
    boolean complete = true;
    for (int i = from; i < to; i++) {
      complete &= byteTokens[text[i] & 0xff] >= 0;
    }
    if (!complete && unknownToken >= 0) {
      boolean fused = fuseUnknown && out.size() > first && out.last() == unknownToken;
      if (!fused) {
        out.add(unknownToken);
      }
      return;
    }
    for (int i = from; i < to; i++) {
      int token = byteTokens[text[i] & 0xff];
      if (token >= 0) {
        out.add(token);
      }
    }
  }
}
