package dev.bantam.tokenizer;

import java.util.Arrays;

/** A growing list of ints: token ids, or the ends of words. */
final class IntList {
  private int[] items;
  private int size;

  IntList(int capacity) {
    items = new int[Math.max(capacity, 8)];
  }

  void add(int item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, Math.addExact(size, size >> 1));
    }
    items[size++] = item;
  }

  void addAll(int[] more) {
    for (int item : more) {
      add(item);
    }
  }

  /** Appends a copy of the items from {@code from} (inclusive) to {@code to} of this same list. */
  void repeat(int from, int to) {
    for (int i = from; i < to; i++) {
      add(items[i]);
    }
  }

  int get(int index) {
    return items[index];
  }

  int last() {
    return items[size - 1];
  }

  int size() {
    return size;
  }

  void truncate(int newSize) {
    size = newSize;
  }

  void reverse(int from) {
    for (int i = from, j = size - 1; i < j; i++, j--) {
      int swap = items[i];
      items[i] = items[j];
      items[j] = swap;
    }
  }

  int[] toArray() {
    return Arrays.copyOf(items, size);
  }
}
