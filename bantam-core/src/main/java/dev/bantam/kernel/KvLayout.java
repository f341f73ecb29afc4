package dev.bantam.kernel;

import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * How a page of {@link #PAGE} positions holds the keys and values of an attention layer.
 *
 * <p>Head after head, first the keys and then the values. Keys are interleaved in blocks of {@link
 * #BLOCK} positions, [keyDim, BLOCK]: a vector lane is a position, scores need no sums across lanes
 * ({@link Outer}), and a block is one stream from memory. Values lie row by row, filled up with
 * zeros to a multiple of 16. {@code Q8_0} keys have, for each 32 numbers of a block, the scales of
 * all positions and then [32, BLOCK] codes.
 */
public final class KvLayout {
  /** Positions in a page. */
  public static final int PAGE = 256;

  /** Positions whose keys are interleaved. */
  public static final int BLOCK = 64;

  /** Whether {@link VectorKv} works. */
  private static final boolean VECTOR_BYTES = Simd.BITS >= 256;

  /** Numbers from here on become infinite as binary16. */
  private static final float HALF_INFINITY = 65520;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final DType type;
  private final Kernel kernel;
  private final int heads;
  private final int keyDim;
  private final int valueDim;
  private final int width;
  private final long blockBytes;
  private final long rowBytes;
  private final long headBytes;

  /**
   * @param type {@code F32}, {@code F16} or {@code Q8_0}
   * @throws IllegalArgumentException if the dimensions are not whole blocks of {@code type}, or the
   *     type is another one
   */
  public KvLayout(DType type, int heads, int keyDim, int valueDim) {
    if (type != DType.F32 && type != DType.F16 && type != DType.Q8_0) {
      throw new IllegalArgumentException(
          "a KV cache is stored as F32, F16 or Q8_0, not as " + type);
    }
    if (keyDim % type.blockSize != 0 || valueDim % type.blockSize != 0) {
      throw new IllegalArgumentException(
          "a %s cache needs heads of a multiple of %d numbers; this model has keys of %d and values of %d: choose F16"
              .formatted(type, type.blockSize, keyDim, valueDim));
    }
    this.type = type;
    this.kernel = Kernel.of(type);
    this.heads = heads;
    this.keyDim = keyDim;
    this.valueDim = valueDim;
    this.width = valueDim + Outer.GROUP - 1 & -Outer.GROUP;
    this.blockBytes = BLOCK * type.bytes(keyDim);
    this.rowBytes = type.bytes(width);
    this.headBytes = PAGE / BLOCK * blockBytes + PAGE * rowBytes;
  }

  DType type() {
    return type;
  }

  public int heads() {
    return heads;
  }

  public int keyDim() {
    return keyDim;
  }

  public int valueDim() {
    return valueDim;
  }

  /** Numbers that a decoded row of values takes: {@link #valueDim} and zeros. */
  public int width() {
    return width;
  }

  /** Bytes of a page. */
  public long pageBytes() {
    return heads * headBytes;
  }

  /** Where a head's keys of the block of position {@code slot} begin. */
  long keysAt(int head, int slot) {
    return head * headBytes + slot / BLOCK * blockBytes;
  }

  /** Where a head's values of position {@code slot} begin. */
  long valuesAt(int head, int slot) {
    return head * headBytes + PAGE / BLOCK * blockBytes + slot * rowBytes;
  }

  /**
   * Stores the keys and values of one position.
   *
   * @param slot which position of the page
   * @param keys [heads, keyDim] from index {@code keysAt}
   * @param values [heads, valueDim] from index {@code valuesFrom}
   * @return whether all numbers are finite as they are stored
   */
  public boolean put(
      MemorySegment page, int slot, float[] keys, int keysAt, float[] values, int valuesFrom) {
    for (int head = 0; head < heads; head++) {
      long to = keysAt(head, slot);
      int lane = slot % BLOCK;
      int from = keysAt + head * keyDim;
      switch (type) {
        case F32 -> putFloats(page, to + 4L * lane, keys, from);
        case F16 -> putHalves(page, to + 2L * lane, keys, from);
        default -> putBytes(page, to, lane, keys, from);
      }
      putValues(page, valuesAt(head, slot), values, valuesFrom + head * valueDim);
    }
    return isBounded(keys, keysAt, heads * keyDim)
        && isBounded(values, valuesFrom, heads * valueDim);
  }

  private static boolean isBounded(float[] x, int at, int n) {
    boolean bounded = true;
    for (int i = at; i < at + n; i++) {
      bounded &= Math.abs(x[i]) < HALF_INFINITY;
    }
    return bounded;
  }

  private void putFloats(MemorySegment page, long to, float[] keys, int from) {
    for (int d = 0; d < keyDim; d++) {
      page.set(FLOAT, to + 4L * BLOCK * d, keys[from + d]);
    }
  }

  private void putHalves(MemorySegment page, long to, float[] keys, int from) {
    for (int d = 0; d < keyDim; d++) {
      page.set(SHORT, to + 2L * BLOCK * d, Float.floatToFloat16(keys[from + d]));
    }
  }

  /** Encodes the row as the type does, then spreads its blocks. */
  private void putBytes(MemorySegment page, long to, int lane, float[] keys, int from) {
    byte[] row = new byte[Math.toIntExact(type.bytes(keyDim))];
    kernel.encode(keys, from, keyDim, null, MemorySegment.ofArray(row), 0);
    for (int i = 0; i < row.length; i += type.blockBytes, to += (long) BLOCK * type.blockBytes) {
      page.set(ValueLayout.JAVA_BYTE, to + 2L * lane, row[i]);
      page.set(ValueLayout.JAVA_BYTE, to + 2L * lane + 1, row[i + 1]);
      for (int d = 0; d < type.blockSize; d++) {
        long at = to + 2L * BLOCK + (long) BLOCK * d + lane;
        page.set(ValueLayout.JAVA_BYTE, at, row[i + 2 + d]);
      }
    }
  }

  private void putValues(MemorySegment page, long to, float[] values, int from) {
    kernel.encode(values, from, valueDim, null, page, to);
    if (width > valueDim) {
      page.asSlice(to + type.bytes(valueDim), rowBytes - type.bytes(valueDim)).fill((byte) 0);
    }
  }

  /**
   * Decodes a block of keys of one head.
   *
   * @param slot the first position, a multiple of {@link #BLOCK}
   * @param out receives [keyDim, BLOCK] from its beginning
   */
  public void keys(MemorySegment page, int head, int slot, float[] out) {
    long from = keysAt(head, slot);
    int n = BLOCK * keyDim;
    if (type != DType.Q8_0) {
      kernel.decode(page, from, out, 0, n);
    } else if (VECTOR_BYTES) {
      VectorKv.keys(page, from, out, n);
    } else {
      spreadKeys(page, from, n, out);
    }
  }

  /** As {@link VectorKv#keys}. */
  private void spreadKeys(MemorySegment page, long from, int n, float[] out) {
    byte[] block = new byte[BLOCK * type.blockBytes];
    for (int at = 0; at < n; at += BLOCK * type.blockSize, from += block.length) {
      MemorySegment.copy(page, ValueLayout.JAVA_BYTE, from, block, 0, block.length);
      for (int i = 0; i < BLOCK * type.blockSize; i++) {
        out[at + i] = BlockKernel.half(block, 2 * (i % BLOCK)) * block[2 * BLOCK + i];
      }
    }
  }

  /**
   * Decodes the values of one head at positions [slot, slot + n).
   *
   * @param out receives [n, width] from its beginning
   */
  public void values(MemorySegment page, int head, int slot, int n, float[] out) {
    if (type == DType.Q8_0 && VECTOR_BYTES) {
      VectorKv.values(page, valuesAt(head, slot), out, n * width);
    } else {
      kernel.decode(page, valuesAt(head, slot), out, 0, n * width);
    }
  }
}
