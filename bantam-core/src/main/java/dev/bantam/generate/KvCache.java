package dev.bantam.generate;

import dev.bantam.kernel.Kernel;
import dev.bantam.layer.LayerMemory;
import dev.bantam.layer.Memory;
import dev.bantam.tensor.DType;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keys, values and recurrent state of the sequences that a model is working on.
 *
 * <p>Each layer of a sequence has its own pages of {@link #PAGE} positions, outside the heap, taken
 * when first written and given back to a pool when cut off. A {@link #copy} shares its full pages
 * with the original. In a page the positions of one head lie together, so that attention reads a
 * run of them in one piece.
 *
 * <p>Thread-safe as {@link Memory} asks; {@link #truncate}, {@link #copy} and {@link #remove} must
 * not run while a layer uses the same sequence.
 */
public final class KvCache implements Memory, AutoCloseable {
  /** Positions in a page. */
  static final int PAGE = 256;

  /** Alignment of pages in bytes: a cache line, and the widest vector. */
  private static final long ALIGNMENT = 64;

  private final List<LayerMemory> layers;
  private final DType type;
  private final Kernel kernel;
  private final long capacity;
  private final Arena arena = Arena.ofShared();
  private final PagePool pool = new PagePool(arena, ALIGNMENT);
  private final Map<Integer, CachedSequence> sequences = new ConcurrentHashMap<>();
  private long used;

  /**
   * @param layers what each layer stores for a token
   * @param type {@code F32}, {@code F16} or {@code Q8_0}
   * @param capacity most tokens in all sequences together
   * @throws IllegalArgumentException if the heads' sizes are not whole blocks of {@code type}
   */
  public KvCache(List<LayerMemory> layers, DType type, long capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1 token, not " + capacity);
    }
    this.layers = List.copyOf(layers);
    checkType(layers, type);
    this.type = type;
    this.kernel = Kernel.of(type);
    this.capacity = capacity;
  }

  private static void checkType(List<LayerMemory> layers, DType type) {
    if (type != DType.F32 && type != DType.F16 && type != DType.Q8_0) {
      throw new IllegalArgumentException(
          "a KV cache is stored as F32, F16 or Q8_0, not as " + type);
    }
    for (LayerMemory layer : layers) {
      if (layer.keyDim() % type.blockSize != 0 || layer.valueDim() % type.blockSize != 0) {
        throw new IllegalArgumentException(
            "a %s cache needs heads of a multiple of %d numbers; this model has keys of %d and values of %d: choose F16"
                .formatted(type, type.blockSize, layer.keyDim(), layer.valueDim()));
      }
    }
  }

  /** Bytes of keys and values that one token takes. */
  public static long bytesPerToken(List<LayerMemory> layers, DType type) {
    checkType(layers, type);
    long bytes = 0;
    for (LayerMemory layer : layers) {
      bytes += layer.kvHeads() * (type.bytes(layer.keyDim()) + type.bytes(layer.valueDim()));
    }
    return bytes;
  }

  /** How keys and values are stored. */
  public DType type() {
    return type;
  }

  /** Most tokens in all sequences together. */
  public long capacity() {
    return capacity;
  }

  /** Tokens that there is still room for. */
  public synchronized long room() {
    return capacity - used;
  }

  /** Bytes of all pages and states in use. */
  public long bytes() {
    long bytes = pool.bytes();
    for (CachedSequence sequence : sequences.values()) {
      bytes += sequence.stateBytes();
    }
    return bytes;
  }

  /**
   * Books room for a sequence of {@code length} tokens, so that later writes cannot fail.
   *
   * @throws CacheFullException if the capacity does not allow it; then nothing has changed
   */
  public synchronized void reserve(int sequence, int length) {
    CachedSequence cached = sequence(sequence);
    long more = (long) length - cached.reserved;
    if (more > capacity - used) {
      throw new CacheFullException(capacity, used, more);
    }
    if (more > 0) {
      cached.reserved = length;
      used += more;
    }
  }

  /**
   * Forgets all positions of a sequence from {@code length} on, which must be fewer than it has.
   *
   * @return the positions left: {@code length}, or 0 where recurrent state, which cannot go back,
   *     had to be cleared
   */
  public int truncate(int sequence, int length) {
    CachedSequence cached = sequences.get(sequence);
    if (cached == null || length <= 0 || cached.hasState()) {
      remove(sequence);
      return 0;
    }
    cached.truncate(length);
    release(cached, length);
    return length;
  }

  /** Forgets a sequence. */
  public void remove(int sequence) {
    CachedSequence cached = sequences.remove(sequence);
    if (cached != null) {
      cached.truncate(0);
      release(cached, 0);
    }
  }

  private synchronized void release(CachedSequence cached, int length) {
    if (cached.reserved > length) {
      used -= cached.reserved - length;
      cached.reserved = length;
    }
  }

  /**
   * Makes sequence {@code to} begin as the first {@code length} positions of {@code from}; what it
   * held before is forgotten.
   *
   * @return the positions copied: {@code length}, or 0 where {@code from} has recurrent state that
   *     stands for more positions than that
   * @throws CacheFullException if the capacity does not allow it
   */
  public int copy(int from, int to, int length) {
    if (from == to) {
      throw new IllegalArgumentException("a sequence cannot be copied onto itself: " + from);
    }
    remove(to);
    CachedSequence source = sequences.get(from);
    if (source == null || length <= 0 || (source.hasState() && length < source.reserved)) {
      return 0;
    }
    reserve(to, length);
    sequence(to).copy(source, length);
    return length;
  }

  /** Whether a sequence has recurrent state, so that it cannot go back. */
  public boolean hasState(int sequence) {
    CachedSequence cached = sequences.get(sequence);
    return cached != null && cached.hasState();
  }

  private CachedSequence sequence(int sequence) {
    CachedSequence cached = sequences.get(sequence);
    return cached != null
        ? cached
        : sequences.computeIfAbsent(sequence, s -> new CachedSequence(layers, kernel, pool));
  }

  private @Nullable PagedLayer layer(int layer, int sequence) {
    CachedSequence cached = sequences.get(sequence);
    return cached == null ? null : cached.layer(layer);
  }

  @Override
  public void put(
      int layer,
      int sequence,
      int position,
      float[] keys,
      int keysAt,
      float[] values,
      int valuesAt) {
    CachedSequence cached = sequence(sequence);
    if (position >= cached.reserved) {
      reserve(sequence, position + 1);
    }
    cached.layer(layer).put(position, keys, keysAt, values, valuesAt);
  }

  @Override
  public int length(int layer, int sequence) {
    PagedLayer pages = layer(layer, sequence);
    return pages == null ? 0 : pages.length();
  }

  @Override
  public void keys(int layer, int sequence, int head, int from, int to, float[] out, int at) {
    stored(layer, sequence).keys(head, from, to, out, at);
  }

  @Override
  public void values(int layer, int sequence, int head, int from, int to, float[] out, int at) {
    stored(layer, sequence).values(head, from, to, out, at);
  }

  private PagedLayer stored(int layer, int sequence) {
    PagedLayer pages = layer(layer, sequence);
    if (pages == null) {
      throw new IllegalArgumentException("nothing is stored for sequence " + sequence);
    }
    return pages;
  }

  @Override
  public float[] state(int layer, int sequence, String name, int size) {
    return sequence(sequence).state(layer, name, size);
  }

  /** Frees all memory; nothing may use the cache any more. */
  @Override
  public void close() {
    sequences.clear();
    arena.close();
  }
}
