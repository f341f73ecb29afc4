package dev.bantam.generate.sample;

/** The last tokens of a sequence: the newest {@code limit}, or all where the limit is -1. */
final class History {
  private final int limit;
  private int[] tokens = new int[64];
  private int start;
  private int size;

  History(int limit) {
    this.limit = limit < 0 ? Integer.MAX_VALUE : limit;
  }

  int size() {
    return size;
  }

  /** Adds a token; returns the one that fell out, or -1. */
  int add(int token) {
    if (limit == 0) {
      return token;
    }
    int old = -1;
    if (size == limit) {
      old = tokens[start];
      start = (start + 1) % tokens.length;
      size--;
    } else if (size == tokens.length) {
      grow();
    }
    tokens[(start + size) % tokens.length] = token;
    size++;
    return old;
  }

  private void grow() {
    int[] larger = new int[(int) Math.min(limit, 2L * tokens.length)];
    for (int i = 0; i < size; i++) {
      larger[i] = tokens[(start + i) % tokens.length];
    }
    tokens = larger;
    start = 0;
  }

  /** The token {@code i} places before the newest. */
  int last(int i) {
    return tokens[(start + size - 1 - i) % tokens.length];
  }
}
