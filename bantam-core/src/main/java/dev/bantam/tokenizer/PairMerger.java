package dev.bantam.tokenizer;

/**
 * Byte-pair merging (Sennrich et al. 2016): joins the neighbouring pair that comes first in a
 * model's order, the leftmost of equals, until no pair is left to join. Time O(n log n) for n
 * symbols.
 */
final class PairMerger {
  /** A model's pairs. */
  @FunctionalInterface
  interface Pairs {
    /** No such pair. */
    long NONE = Long.MIN_VALUE;

    /**
     * The order of a pair in the upper 32 bits (the least signed number first) and the symbol that
     * it becomes in the lower 32 bits, or {@link #NONE}. The pair's text is {@code text[from, to)}.
     */
    long find(byte[] text, int from, int to, int left, int right);
  }

  private final byte[] text;
  private final Pairs pairs;
  private final int[] starts;
  private final int[] symbols;
  private final int[] next;
  private final int[] previous;
  private final long[] found; // the pair that begins with each symbol
  private final LongHeap queue;
  private int count;

  /**
   * @param capacity most symbols that will be added
   */
  PairMerger(byte[] text, int capacity, Pairs pairs) {
    this.text = text;
    this.pairs = pairs;
    starts = new int[capacity + 1];
    symbols = new int[capacity];
    next = new int[capacity];
    previous = new int[capacity];
    found = new long[capacity];
    queue = new LongHeap(capacity);
  }

  /** Appends the symbol of {@code text[start, end)}. */
  void add(int symbol, int start, int end) {
    starts[count] = start;
    starts[count + 1] = end;
    symbols[count++] = symbol;
  }

  /** Merges all that can be merged. */
  void run() {
    for (int i = 0; i < count; i++) {
      previous[i] = i - 1;
      next[i] = i + 1;
    }
    for (int i = 0; i < count; i++) {
      look(i);
    }
    while (!queue.isEmpty()) {
      long item = queue.poll();
      int left = (int) item;
      // Another merge may have changed or taken the pair since it was queued.
      if (found[left] != Pairs.NONE && (int) (found[left] >> 32) == (int) (item >> 32)) {
        join(left);
      }
    }
  }

  private void join(int left) {
    int right = next[left];
    symbols[left] = (int) found[left];
    found[right] = Pairs.NONE;
    next[left] = next[right];
    if (next[left] < count) {
      previous[next[left]] = left;
    }
    look(left);
    if (previous[left] >= 0) {
      look(previous[left]);
    }
  }

  private void look(int left) {
    int right = next[left];
    found[left] =
        right >= count
            ? Pairs.NONE
            : pairs.find(text, starts[left], end(right), symbols[left], symbols[right]);
    if (found[left] != Pairs.NONE) {
      queue.add(found[left] >> 32 << 32 | left);
    }
  }

  /** Index of the first symbol; go on with {@link #after} while it is below {@link #count}. */
  int after(int index) {
    return next[index];
  }

  int count() {
    return count;
  }

  int symbol(int index) {
    return symbols[index];
  }

  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return next[index] >= count ? starts[count] : starts[next[index]];
  }
}
