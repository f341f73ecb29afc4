package dev.bantam.layer;

import dev.bantam.kernel.KvLayout;
import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keys and values of one layer of one sequence, in pages of {@link KvLayout#PAGE} positions that
 * are taken when first needed and given back when cut off.
 */
public final class KeyValues {
  private static final int PAGE = KvLayout.PAGE;

  private final KvLayout layout;
  private final PagePool pool;
  private final List<MemorySegment> pages = new ArrayList<>();
  private int length;
  private volatile boolean finite = true;

  /** An empty store. */
  public KeyValues(LayerMemory shape, DType type, PagePool pool) {
    this.layout = shape.layout(type);
    this.pool = pool;
  }

  /**
   * Stores the keys and values of each row in the pass's memory.
   *
   * @param k [n, kvHeads * keyDim]
   * @param v [n, kvHeads * valueDim]
   */
  public static void store(int layer, Rows k, Rows v, Pass pass) {
    Batch batch = pass.batch();
    int[] positions = batch.positions();
    KeyValues[] stored = new KeyValues[k.n()];
    for (int from = 0, to; from < k.n(); from = to) {
      to = batch.endOfRun(from, k.n());
      int start = positions[from];
      int sequence = batch.sequences()[from];
      KeyValues its = pass.memory().extend(layer, sequence, start, start + to - from);
      Arrays.fill(stored, from, to, its);
    }
    pass.each(
        k.n(),
        4 * (k.d() + v.d()),
        r -> stored[r].put(positions[r], k.value(), r * k.d(), v.value(), r * v.d()));
  }

  public KvLayout layout() {
    return layout;
  }

  /** How many positions there are. */
  public int length() {
    return length;
  }

  /** Whether all numbers stored so far were finite. */
  boolean isFinite() {
    return finite;
  }

  /** The page of positions [index * PAGE, (index + 1) * PAGE). */
  MemorySegment page(int index) {
    return pages.get(index);
  }

  /**
   * Makes room for the positions [from, to), which all must then be {@link #put}.
   *
   * @throws IllegalArgumentException if {@code from} is not the length
   */
  public void extend(int from, int to) {
    if (from != length) {
      throw new IllegalArgumentException(
          "position " + from + " does not follow the " + length + " stored");
    }
    while ((long) pages.size() * PAGE < to) {
      pages.add(pool.take(layout.pageBytes()));
    }
    length = to;
  }

  /**
   * Stores one position; several threads may store different ones.
   *
   * @param keys [kvHeads, keyDim] from index {@code keysAt}
   * @param values [kvHeads, valueDim] from index {@code valuesAt}
   */
  public void put(int position, float[] keys, int keysAt, float[] values, int valuesAt) {
    MemorySegment page = pages.get(position / PAGE);
    if (!layout.put(page, position % PAGE, keys, keysAt, values, valuesAt)) {
      finite = false;
    }
  }

  /** The key of one head at one position: [keyDim]. */
  public float[] key(int head, int position) {
    int slot = position % PAGE;
    float[] block = new float[KvLayout.BLOCK * layout.keyDim()];
    layout.keys(pages.get(position / PAGE), head, slot & -KvLayout.BLOCK, block);
    float[] key = new float[layout.keyDim()];
    for (int d = 0; d < key.length; d++) {
      key[d] = block[KvLayout.BLOCK * d + slot % KvLayout.BLOCK];
    }
    return key;
  }

  /** The value of one head at one position: [valueDim]. */
  public float[] value(int head, int position) {
    float[] row = new float[layout.width()];
    layout.values(pages.get(position / PAGE), head, position % PAGE, 1, row);
    return Arrays.copyOf(row, layout.valueDim());
  }

  /** Keeps at most the first {@code to} positions. */
  public void truncate(int to) {
    if (to < length) {
      int keep = (to + PAGE - 1) / PAGE;
      while (pages.size() > keep) {
        pool.give(pages.removeLast());
      }
      length = to;
      ownTail();
    }
  }

  /** Makes this empty store begin as the first {@code n} positions of {@code from}. */
  public void copy(KeyValues from, int n) {
    length = Math.min(n, from.length);
    finite = from.finite;
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
      MemorySegment own = pool.take(layout.pageBytes());
      own.copyFrom(pages.getLast());
      pool.give(pages.removeLast());
      pages.add(own);
    }
  }
}
