package dev.bantam.generate;

import dev.bantam.kernel.KvLayout;
import dev.bantam.layer.KeyValues;
import dev.bantam.layer.LayerMemory;
import dev.bantam.layer.Memory;
import dev.bantam.layer.PagePool;
import dev.bantam.tensor.DType;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keys, values and recurrent state of the sequences that a model is working on.
 *
 * <p>Each layer of a sequence has its own pages of {@link #PAGE} positions, outside the heap, taken
 * when first written and given back to a pool when cut off. A {@link #copy} shares its full pages
 * with the original. {@link KvLayout} says how keys and values lie in them.
 *
 * <p>Thread-safe as {@link Memory} asks; {@link #truncate}, {@link #copy} and {@link #remove} must
 * not run while a layer uses the same sequence.
 */
public final class KvCache implements Memory, AutoCloseable {
  /** Positions in a page. */
  static final int PAGE = KvLayout.PAGE;

  private final List<LayerMemory> layers;
  private final DType type;
  private final long capacity;
  private final Arena arena = Arena.ofShared();
  private final PagePool pool = new PagePool(arena);
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
    this.type = type;
    bytesPerToken(layers, type); // refuses a type that the layers cannot be stored as
    this.capacity = capacity;
  }

  /** Bytes of keys and values that one token takes. */
  public static long bytesPerToken(List<LayerMemory> layers, DType type) {
    long bytes = 0;
    for (LayerMemory layer : layers) {
      bytes += layer.layout(type).pageBytes() / PAGE;
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
        : sequences.computeIfAbsent(sequence, s -> new CachedSequence(layers, type, pool));
  }

  @Override
  public KeyValues keyValues(int layer, int sequence) {
    return sequence(sequence).layer(layer);
  }

  @Override
  public KeyValues extend(int layer, int sequence, int from, int to) {
    CachedSequence cached = sequence(sequence);
    if (to > cached.reserved) {
      reserve(sequence, to);
    }
    cached.layer(layer).extend(from, to);
    return cached.layer(layer);
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
