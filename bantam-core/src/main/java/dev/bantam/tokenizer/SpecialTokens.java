package dev.bantam.tokenizer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds the tokens that a text spells out ({@code <|im_end|>}), before anything else is done with
 * it. What remains between them is cut and merged on its own.
 */
final class SpecialTokens {
  /** Which of two overlapping tokens is taken. */
  enum Order {
    /**
     * The longer one, wherever it stands: the reference engine looks for one token after the other.
     */
    LONGEST,
    /** The one that begins first, of those the longest: as Hugging Face does. */
    LEFTMOST
  }

  /**
   * A stretch of text, [from, to), that is a token or holds none.
   *
   * @param id -1 for text
   */
  record Fragment(int from, int to, int id) {
    boolean isText() {
      return id < 0;
    }
  }

  /** Which tokens may be found where. */
  @FunctionalInterface
  interface Scope {
    boolean allows(int id, int from, int to);
  }

  private final Vocabulary vocabulary;
  private final Order order;
  private final int[] ids; // by length, the longest first
  private final ByteTrie trie = new ByteTrie(); // text -> index into ids

  /**
   * @param ids the tokens to look for
   */
  SpecialTokens(Vocabulary vocabulary, Order order, int[] ids) {
    this.vocabulary = vocabulary;
    this.order = order;
    Comparator<Integer> longestFirst = Comparator.comparingInt(id -> -vocabulary.bytes(id).length);
    this.ids = IntStream.of(ids).boxed().sorted(longestFirst).mapToInt(id -> id).toArray();
    for (int i = 0; i < ids.length; i++) {
      trie.put(vocabulary.bytes(this.ids[i]), i);
    }
  }

  /** The tokens and the texts between them, in order. */
  List<Fragment> split(byte[] text, Scope scope) {
    return order == Order.LEFTMOST ? splitLeftmost(text, scope) : splitLongest(text, scope);
  }

  private List<Fragment> splitLongest(byte[] text, Scope scope) {
    BitSet present = new BitSet();
    for (int at = 0; at < text.length; at++) {
      int node = trie.root();
      for (int end = at; end < text.length; ) {
        node = trie.child(node, text[end++]);
        if (node == ByteTrie.NONE) {
          break;
        }
        int index = trie.value(node);
        if (index != ByteTrie.NONE && scope.allows(ids[index], at, end)) {
          present.set(index);
        }
      }
    }
    List<Fragment> fragments = new ArrayList<>();
    addText(fragments, 0, text.length);
    for (int i = present.nextSetBit(0); i >= 0; i = present.nextSetBit(i + 1)) {
      List<Fragment> finer = new ArrayList<>();
      for (Fragment fragment : fragments) {
        if (fragment.isText()) {
          splitAt(ids[i], text, fragment, scope, finer);
        } else {
          finer.add(fragment);
        }
      }
      fragments = finer;
    }
    return fragments;
  }

  /** Cuts one stretch at each occurrence of one token. */
  private void splitAt(int id, byte[] text, Fragment within, Scope scope, List<Fragment> out) {
    byte[] token = vocabulary.bytes(id);
    boolean stripsLeft = vocabulary.is(id, Vocabulary.STRIP_LEFT);
    boolean stripsRight = vocabulary.is(id, Vocabulary.STRIP_RIGHT);
    int start = within.from;
    int at = start;
    while (at + token.length <= within.to) {
      if (!startsWith(text, at, token) || !scope.allows(id, at, at + token.length)) {
        at++;
        continue;
      }
      int left = at;
      while (stripsLeft && left > start && isAsciiSpace(text[left - 1])) {
        left--;
      }
      addText(out, start, left);
      at += token.length;
      out.add(new Fragment(at - token.length, at, id));
      while (stripsRight && at < within.to && isAsciiSpace(text[at])) {
        at++;
      }
      start = at;
    }
    addText(out, start, within.to);
  }

  private List<Fragment> splitLeftmost(byte[] text, Scope scope) {
    List<Fragment> out = new ArrayList<>();
    int start = 0;
    int at = 0;
    while (at < text.length) {
      int index = longest(text, at);
      if (index == ByteTrie.NONE) {
        at++;
        continue;
      }
      int id = ids[index];
      int end = at + vocabulary.bytes(id).length;
      if (!scope.allows(id, at, end) || cutsWord(id, text, at, end)) {
        at = end;
        continue;
      }
      boolean stripsLeft = vocabulary.is(id, Vocabulary.STRIP_LEFT);
      addText(out, start, stripsLeft ? beforeSpace(text, start, at) : at);
      out.add(new Fragment(at, end, id));
      at = vocabulary.is(id, Vocabulary.STRIP_RIGHT) ? afterSpace(text, end) : end;
      start = at;
    }
    addText(out, start, text.length);
    return out;
  }

  /** Index of the longest token at {@code at}. */
  private int longest(byte[] text, int at) {
    int found = ByteTrie.NONE;
    int node = trie.root();
    for (int i = at; i < text.length; ) {
      node = trie.child(node, text[i++]);
      if (node == ByteTrie.NONE) {
        break;
      }
      found = trie.value(node) == ByteTrie.NONE ? found : trie.value(node);
    }
    return found;
  }

  private boolean cutsWord(int id, byte[] text, int from, int to) {
    return vocabulary.is(id, Vocabulary.SINGLE_WORD)
        && (from > 0 && isWord(characterBefore(text, 0, from))
            || to < text.length && isWord(characterAt(text, to)));
  }

  private static boolean isWord(int codePoint) {
    int word = CharSet.LETTER | CharSet.NUMBER | CharSet.MARK;
    return (CharSet.flags(codePoint) & word) != 0 || codePoint == '_';
  }

  private static int beforeSpace(byte[] text, int start, int from) {
    int at = from;
    while (at > start && CharSet.isSpace(characterBefore(text, start, at))) {
      at = startOfCharacter(text, start, at);
    }
    return at;
  }

  private static int afterSpace(byte[] text, int from) {
    int at = from;
    while (at < text.length && CharSet.isSpace(characterAt(text, at))) {
      at += LenientUtf8.length(text, at, text.length);
    }
    return at;
  }

  private static int characterAt(byte[] text, int at) {
    int length = Math.max(1, LenientUtf8.length(text, at, text.length));
    return LenientUtf8.codePoints(text, at, at + length)[0];
  }

  private static int characterBefore(byte[] text, int start, int at) {
    return characterAt(text, startOfCharacter(text, start, at));
  }

  private static int startOfCharacter(byte[] text, int start, int end) {
    int at = end - 1;
    while (at > start && (text[at] & 0xC0) == 0x80) {
      at--;
    }
    return at;
  }

  private static void addText(List<Fragment> out, int from, int to) {
    if (to > from) {
      out.add(new Fragment(from, to, -1));
    }
  }

  private static boolean startsWith(byte[] text, int at, byte[] token) {
    for (int i = 0; i < token.length; i++) {
      if (text[at + i] != token[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAsciiSpace(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r';
  }
}
