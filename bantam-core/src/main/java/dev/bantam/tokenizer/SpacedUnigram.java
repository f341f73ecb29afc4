package dev.bantam.tokenizer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A unigram model behind SentencePiece's normaliser: characters are mapped, spaces become {@code
 * ▁}.
 */
final class SpacedUnigram implements Segmenter {
  private static final byte[] METASPACE = LenientUtf8.bytes("▁");
  private static final byte[] REPLACEMENT = LenientUtf8.bytes("\uFFFD");

  private final @Nullable Charsmap charsmap;
  private final ByteTrie userDefined = new ByteTrie();
  private final boolean addSpacePrefix;
  private final boolean mergeSpaces;
  private final Unigram model;

  /**
   * @param charsmap the characters to map, if any
   * @param addSpacePrefix whether a space is put before the text
   * @param mergeSpaces whether several spaces become one, and those at the end none
   */
  SpacedUnigram(
      Vocabulary vocabulary,
      @Nullable Charsmap charsmap,
      boolean addSpacePrefix,
      boolean mergeSpaces,
      Unigram model) {
    this.charsmap = charsmap;
    this.addSpacePrefix = addSpacePrefix;
    this.mergeSpaces = mergeSpaces;
    this.model = model;
    for (int id = 0; id < vocabulary.size(); id++) {
      if (vocabulary.is(id, Vocabulary.USER_DEFINED)) {
        userDefined.put(vocabulary.bytes(id), id);
      }
    }
  }

  @Override
  public void encode(byte[] text, int from, int to, IntList out) {
    byte[] normal = new Normalized().of(text, from, to);
    if (normal.length > 0) {
      model.encode(normal, 0, normal.length, out);
    }
  }

  /** One text on its way through the normaliser. */
  private final class Normalized {
    private byte[] bytes = new byte[64];
    private int length;
    private boolean prefixed;
    private boolean inWord;

    byte[] of(byte[] text, int from, int to) {
      for (int at = from; at < to; ) {
        at += step(text, at, to);
      }
      return Arrays.copyOf(bytes, length);
    }

    /** Takes the next few bytes over, mapped; returns how many. */
    private int step(byte[] text, int at, int to) {
      int own = userDefinedAt(text, at, to);
      if (own > 0) {
        add(text, at, at + own);
        return own;
      }
      if (charsmap != null) {
        Charsmap.Match match = charsmap.match(text, at, to, true);
        if (match.length() > 0) {
          add(charsmap.replacements(), match.from(), match.to());
          return match.length();
        }
      }
      int character = LenientUtf8.length(text, at, to);
      if (character == 0) {
        add(REPLACEMENT, 0, REPLACEMENT.length);
        return 1;
      }
      add(text, at, at + character);
      return character;
    }

    /** How far the text agrees with some user-defined token; a beginning of one counts too. */
    private int userDefinedAt(byte[] text, int at, int to) {
      int node = userDefined.root();
      int end = at;
      while (end < to) {
        node = userDefined.child(node, text[end]);
        if (node == ByteTrie.NONE) {
          break;
        }
        end++;
      }
      return end - at;
    }

    private void add(byte[] from, int start, int end) {
      for (int i = start; i < end; i++) {
        if (from[i] == ' ') {
          inWord = false;
          if (!mergeSpaces) {
            append(METASPACE, 0, METASPACE.length);
          }
          continue;
        }
        if (!inWord) {
          inWord = true;
          if (addSpacePrefix && !prefixed || mergeSpaces) {
            append(METASPACE, 0, METASPACE.length);
            prefixed = true;
          }
        }
        append(from, i, i + 1);
      }
    }

    private void append(byte[] from, int start, int end) {
      int needed = Math.addExact(length, end - start);
      if (needed > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.addExact(needed, needed >> 1));
      }
      System.arraycopy(from, start, bytes, length, end - start);
      length = needed;
    }
  }
}
