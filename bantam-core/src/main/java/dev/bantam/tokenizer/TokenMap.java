package dev.bantam.tokenizer;

import java.util.Arrays;

/**
 * Byte strings, numbered in the order in which they were added, and found again by a slice of text:
 * no object is made to ask. Open addressing, linear probing.
 */
final class TokenMap {
  private byte[] bytes;
  private int[] ends;
  private int count;
  private int[] slots; // entry + 1, or 0
  private int longest;

  TokenMap(int expected) {
    bytes = new byte[Math.max(64, expected * 8)];
    ends = new int[Math.max(8, expected)];
    slots = new int[slotsFor(expected)];
  }

  private static int slotsFor(int entries) {
    return Math.max(16, Integer.highestOneBit(Math.max(1, entries)) << 2);
  }

  int size() {
    return count;
  }

  /** Length of the longest entry, in bytes. */
  int longest() {
    return longest;
  }

  /** The entry that equals {@code text[from, to)}, or -1. */
  int find(byte[] text, int from, int to) {
    if (to - from > longest) {
      return -1;
    }
    int mask = slots.length - 1;
    for (int slot = hash(text, from, to) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      int entry = slots[slot] - 1;
      if (Arrays.equals(bytes, start(entry), ends[entry], text, from, to)) {
        return entry;
      }
    }
    return -1;
  }

  int find(byte[] text) {
    return find(text, 0, text.length);
  }

  /** The entry that equals {@code text[from, to)}, made if it is not there. */
  int add(byte[] text, int from, int to) {
    int known = find(text, from, to);
    if (known >= 0) {
      return known;
    }
    if (count >= slots.length >> 1) {
      rehash();
    }
    int used = count == 0 ? 0 : ends[count - 1];
    int end = Math.addExact(used, to - from);
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, Math.addExact(used, used >> 1)));
    }
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, count + (count >> 1) + 8);
    }
    System.arraycopy(text, from, bytes, used, to - from);
    ends[count] = end;
    longest = Math.max(longest, to - from);
    place(count, hash(text, from, to));
    return count++;
  }

  int add(byte[] text) {
    return add(text, 0, text.length);
  }

  /** The bytes of an entry. */
  byte[] get(int entry) {
    return Arrays.copyOfRange(bytes, start(entry), ends[entry]);
  }

  private int start(int entry) {
    return entry == 0 ? 0 : ends[entry - 1];
  }

  private void rehash() {
    slots = new int[slots.length << 1];
    for (int entry = 0; entry < count; entry++) {
      place(entry, hash(bytes, start(entry), ends[entry]));
    }
  }

  private void place(int entry, int hash) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = entry + 1;
  }

  /** FNV-1a with a final mix, since linear probing looks at the low bits only. */
  static int hash(byte[] text, int from, int to) {
    int hash = 0x811c9dc5;
    for (int i = from; i < to; i++) {
      hash = (hash ^ text[i]) * 0x01000193;
    }
    return (hash ^ hash >>> 15) * 0x2c1b3c6d >>> 3;
  }
}
