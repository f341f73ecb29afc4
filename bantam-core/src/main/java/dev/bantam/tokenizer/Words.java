package dev.bantam.tokenizer;

import java.util.Arrays;

/**
 * A text cut into words.
 *
 * @param text code points; only the first ones, up to the last end, belong to a word
 * @param ends where each word ends and the next one begins
 */
record Words(int[] text, IntList ends) {

  /** The whole text as one word; no word where it is empty. */
  static Words whole(int[] text) {
    IntList ends = new IntList(1);
    if (text.length > 0) {
      ends.add(text.length);
    }
    return new Words(text, ends);
  }

  int count() {
    return ends.size();
  }

  int start(int word) {
    return word == 0 ? 0 : ends.get(word - 1);
  }

  int end(int word) {
    return ends.get(word);
  }

  Words split(Splitter splitter) {
    IntList cuts = new IntList(ends.size() + text.length / 4);
    for (int word = 0; word < count(); word++) {
      splitter.split(text, start(word), end(word), cuts);
    }
    return new Words(text, cuts);
  }

  /** Collects words that are a changed copy of others. */
  static final class Builder {
    private int[] text;
    private int length;
    private final IntList ends;

    Builder(int expected) {
      text = new int[Math.max(expected, 16)];
      ends = new IntList(expected / 4);
    }

    /** Appends a character to the word that is being built. */
    void append(int codePoint) {
      if (length == text.length) {
        text = Arrays.copyOf(text, Math.addExact(length, length >> 1));
      }
      text[length++] = codePoint;
    }

    void append(int[] from, int start, int end) {
      for (int i = start; i < end; i++) {
        append(from[i]);
      }
    }

    /** Ends the word that is being built, unless it is empty. */
    void endWord() {
      int last = ends.size() == 0 ? 0 : ends.last();
      if (length > last) {
        ends.add(length);
      }
    }

    Words build() {
      endWord();
      return new Words(Arrays.copyOf(text, length), ends);
    }
  }
}
