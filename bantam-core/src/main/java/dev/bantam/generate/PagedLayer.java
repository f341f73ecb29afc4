package dev.bantam.generate;

import dev.bantam.kernel.Kernel;
import dev.bantam.layer.LayerMemory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys and values of one layer of one sequence. A page holds the keys [kvHeads, PAGE, keyDim] and
 * then the values [kvHeads, PAGE, valueDim] of {@link KvCache#PAGE} positions. Sequences that begin
 * alike share their full pages.
 */
final class PagedLayer {
  private static final int PAGE = KvCache.PAGE;

  private final LayerMemory shape;
  private final Kernel kernel;
  private final PagePool pool;
  private final long keyBytes;
  private final long valueBytes;
  private final long valuesAt;
  private final long pageBytes;
  private final List<MemorySegment> pages = new ArrayList<>();
  private int length;

  PagedLayer(LayerMemory shape, Kernel kernel, PagePool pool) {
    this.shape = shape;
    this.kernel = kernel;
    this.pool = pool;
    this.keyBytes = kernel.type().bytes(shape.keyDim());
    this.valueBytes = kernel.type().bytes(shape.valueDim());
    this.valuesAt = (long) shape.kvHeads() * PAGE * keyBytes;
    this.pageBytes = valuesAt + (long) shape.kvHeads() * PAGE * valueBytes;
  }

  int length() {
    return length;
  }

  /** See {@link dev.bantam.layer.Memory#put}. */
  void put(int position, float[] keys, int keysAt, float[] values, int valuesFrom) {
    if (position != length) {
      throw new IllegalArgumentException(
          "position " + position + " does not follow the " + length + " stored");
    }
    if (position % PAGE == 0) {
      pages.add(pool.take(pageBytes));
    }
    MemorySegment page = pages.getLast();
    int slot = position % PAGE;
    for (int head = 0; head < shape.kvHeads(); head++) {
      long row = (long) head * PAGE + slot;
      kernel.encode(
          keys, keysAt + head * shape.keyDim(), shape.keyDim(), null, page, row * keyBytes);
      kernel.encode(
          values,
          valuesFrom + head * shape.valueDim(),
          shape.valueDim(),
          null,
          page,
          valuesAt + row * valueBytes);
    }
    length++;
  }

  void keys(int head, int from, int to, float[] out, int at) {
    read(0, keyBytes, shape.keyDim(), head, from, to, out, at);
  }

  void values(int head, int from, int to, float[] out, int at) {
    read(valuesAt, valueBytes, shape.valueDim(), head, from, to, out, at);
  }

  private void read(
      long base, long rowBytes, int dim, int head, int from, int to, float[] out, int at) {
    if (from < 0 || to > length || head < 0 || head >= shape.kvHeads()) {
      throw new IndexOutOfBoundsException(
          "head %d, positions %d to %d of %d heads, %d positions"
              .formatted(head, from, to, shape.kvHeads(), length));
    }
    for (int position = from; position < to; ) {
      int slot = position % PAGE;
      int n = Math.min(PAGE - slot, to - position);
      long row = (long) head * PAGE + slot;
      kernel.decode(
          pages.get(position / PAGE),
          base + row * rowBytes,
          out,
          at + (position - from) * dim,
          n * dim);
      position += n;
    }
  }

  void truncate(int to) {
    if (to < length) {
      int keep = (to + PAGE - 1) / PAGE;
      while (pages.size() > keep) {
        pool.give(pages.removeLast());
      }
      length = to;
      ownTail();
    }
  }

  /** Makes this empty layer begin as the first {@code n} positions of {@code from}. */
  void copy(PagedLayer from, int n) {
    length = Math.min(n, from.length);
    for (int i = 0; i < (length + PAGE - 1) / PAGE; i++) {
      pages.add(pool.share(from.pages.get(i)));
    }
    ownTail();
  }

  /**
   * Copies the last page if it is shared: unless it is full, the next position is written there.
   */
  private void ownTail() {
    if (length % PAGE != 0 && pool.isShared(pages.getLast())) {
      MemorySegment own = pool.take(pageBytes);
      own.copyFrom(pages.getLast());
      pool.give(pages.removeLast());
      pages.add(own);
    }
  }
}
