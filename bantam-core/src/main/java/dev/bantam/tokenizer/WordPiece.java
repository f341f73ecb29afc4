package dev.bantam.tokenizer;

import java.util.function.IntPredicate;

/**
 * BERT's WordPiece: the longest token that a word begins with, then the longest that the rest
 * begins with. A word that cannot be covered so is unknown as a whole. Tokens that begin a word are
 * written with {@code ▁} in front, others as they are.
 */
final class WordPiece implements WordModel {
  private static final byte[] WORD_START = LenientUtf8.bytes("▁");

  private final ByteTrie first = new ByteTrie();
  private final ByteTrie later = new ByteTrie();
  private final int unknownToken;
  private final int longestWord;

  /**
   * @param mayFollow whether a token may stand inside a word
   * @param longestWord in characters; longer ones are unknown
   */
  WordPiece(Vocabulary vocabulary, IntPredicate mayFollow, int unknownToken, int longestWord) {
    this.unknownToken = unknownToken;
    this.longestWord = longestWord;
    for (int id = 0; id < vocabulary.size(); id++) {
      byte[] text = vocabulary.bytes(id);
      first.put(text, id);
      if (mayFollow.test(id)) {
        later.put(text, id);
      }
    }
  }

  @Override
  public void encode(byte[] text, int from, int to, IntList out) {
    int before = out.size();
    byte[] word = new byte[WORD_START.length + to - from];
    System.arraycopy(WORD_START, 0, word, 0, WORD_START.length);
    System.arraycopy(text, from, word, WORD_START.length, to - from);
    boolean covered = !isLongerThan(longestWord, text, from, to);
    for (int at = 0; covered && at < word.length; ) {
      int end = longest(at == 0 ? first : later, word, at, out);
      covered = end > at;
      at = end;
    }
    if (!covered) {
      out.truncate(before);
      out.add(unknownToken);
    }
  }

  /** Appends the longest token at {@code at}; returns its end, or {@code at} if there is none. */
  private static int longest(ByteTrie trie, byte[] word, int at, IntList out) {
    int node = trie.root();
    int token = ByteTrie.NONE;
    int end = at;
    for (int i = at; i < word.length; ) {
      node = trie.child(node, word[i++]);
      if (node == ByteTrie.NONE) {
        break;
      }
      if (trie.value(node) != ByteTrie.NONE) {
        token = trie.value(node);
        end = i;
      }
    }
    if (token != ByteTrie.NONE) {
      out.add(token);
    }
    return end;
  }

  private static boolean isLongerThan(int limit, byte[] text, int from, int to) {
    int chars = 0;
    for (int i = from; i < to && chars <= limit; i++) {
      chars += (text[i] & 0xC0) != 0x80 ? 1 : 0;
    }
    return chars > limit;
  }
}
