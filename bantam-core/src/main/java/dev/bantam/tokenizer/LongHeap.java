package dev.bantam.tokenizer;

import java.util.Arrays;

/** A binary min-heap of longs: the work queue of the merging algorithms. */
final class LongHeap {
  private long[] items;
  private int size;

  LongHeap(int capacity) {
    items = new long[Math.max(capacity, 8)];
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(long item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, Math.addExact(size, size));
    }
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (items[parent] <= item) {
        break;
      }
      items[at] = items[parent];
      at = parent;
    }
    items[at] = item;
  }

  /** Removes and returns the smallest item. */
  long poll() {
    long least = items[0];
    long item = items[--size];
    int at = 0;
    int child;
    while ((child = 2 * at + 1) < size) {
      if (child + 1 < size && items[child + 1] < items[child]) {
        child++;
      }
      if (items[child] >= item) {
        break;
      }
      items[at] = items[child];
      at = child;
    }
    items[at] = item;
    return least;
  }
}
