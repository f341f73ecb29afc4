package dev.bantam.tokenizer;

import java.util.Arrays;

/** A trie over bytes with a number at some nodes; children are kept as lists of siblings. */
final class ByteTrie {
  static final int NONE = -1;
  private static final int ROOT = 0;

  private final int[] roots = new int[256]; // the root's children, by byte, as most nodes hang here
  private byte[] labels = new byte[1024];
  private int[] children = new int[1024];
  private int[] siblings = new int[1024];
  private int[] values = new int[1024];
  private int nodes = 1;

  ByteTrie() {
    values[ROOT] = NONE;
  }

  /** Maps {@code key} to {@code value}; a later value replaces an earlier one. */
  void put(byte[] key, int value) {
    int node = ROOT;
    for (byte label : key) {
      int child = child(node, label);
      node = child != NONE ? child : append(node, label);
    }
    values[node] = value;
  }

  private int append(int parent, byte label) {
    if (nodes == labels.length) {
      int capacity = Math.addExact(nodes, nodes);
      labels = Arrays.copyOf(labels, capacity);
      children = Arrays.copyOf(children, capacity);
      siblings = Arrays.copyOf(siblings, capacity);
      values = Arrays.copyOf(values, capacity);
    }
    int node = nodes++;
    labels[node] = label;
    values[node] = NONE;
    if (parent == ROOT) {
      roots[label & 0xff] = node;
    } else {
      siblings[node] = children[parent];
      children[parent] = node;
    }
    return node;
  }

  int root() {
    return ROOT;
  }

  /** The node one byte further, or {@link #NONE}. */
  int child(int node, byte label) {
    int child = node == ROOT ? roots[label & 0xff] : children[node];
    while (child != 0 && labels[child] != label) {
      child = siblings[child];
    }
    return child == 0 ? NONE : child;
  }

  /** The number of the key that ends at this node, or {@link #NONE}. */
  int value(int node) {
    return values[node];
  }
}
