package dev.bantam.tokenizer;

/** Pairs of symbols, each with its rank and the symbol that it becomes. Open addressing. */
final class MergeTable {
  private final long[] keys; // left symbol << 32 | right symbol, plus 1
  private final long[] values; // rank << 32 | merged symbol

  MergeTable(int expected) {
    int slots = Math.max(16, Integer.highestOneBit(Math.max(1, expected)) << 2);
    keys = new long[slots];
    values = new long[slots];
  }

  /** Sets a pair's rank; a later call replaces an earlier one. */
  void put(int left, int right, int rank, int merged) {
    long key = key(left, right);
    int slot = slot(key);
    keys[slot] = key;
    values[slot] = (long) rank << 32 | merged;
  }

  /** See {@link PairMerger.Pairs#find}. */
  long find(int left, int right) {
    int slot = slot(key(left, right));
    return keys[slot] == 0 ? PairMerger.Pairs.NONE : values[slot];
  }

  private static long key(int left, int right) {
    return ((long) left << 32 | right) + 1;
  }

  private int slot(long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    int mask = keys.length - 1;
    int slot = (int) (mixed >>> 32) & mask;
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }
}
