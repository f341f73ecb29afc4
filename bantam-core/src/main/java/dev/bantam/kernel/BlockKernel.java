package dev.bantam.kernel;

import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * A type that stores a fixed number of values in a fixed number of bytes. A subclass decodes and
 * encodes one block; this class walks along a row. Blocks pass through a small array, since loops
 * over arrays are what the compiler vectorises best.
 */
abstract class BlockKernel extends Kernel {
  private static final int VALUES_AT_ONCE = 4096;

  private final int blockSize;
  private final int blockBytes;

  BlockKernel(DType type) {
    super(type);
    this.blockSize = type.blockSize;
    this.blockBytes = type.blockBytes;
  }

  /**
   * Decodes one block.
   *
   * @param in holds the block from index {@code i}
   * @param out receives the block's values from index {@code at}
   */
  abstract void decodeBlock(byte[] in, int i, float[] out, int at);

  /**
   * Encodes one block.
   *
   * @param row the row that the block is part of
   * @param j the block's first column
   * @param out receives the block from index {@code i}; zero before the call
   */
  void encodeBlock(Row row, int j, byte[] out, int i) {
    throw new UnsupportedOperationException(type() + " can be read but not written");
  }

  @Override
  public final void decode(MemorySegment in, long offset, float[] out, int at, int n) {
    int blocks = n / blockSize;
    int most = Math.max(1, Math.min(blocks, VALUES_AT_ONCE / blockSize));
    byte[] bytes = new byte[most * blockBytes];
    for (int block = 0; block < blocks; block += most) {
      int count = Math.min(most, blocks - block);
      MemorySegment.copy(
          in,
          ValueLayout.JAVA_BYTE,
          offset + (long) block * blockBytes,
          bytes,
          0,
          count * blockBytes);
      for (int b = 0; b < count; b++) {
        decodeBlock(bytes, b * blockBytes, out, at + (block + b) * blockSize);
      }
    }
  }

  @Override
  public final void encode(
      float[] in, int at, int n, float @Nullable [] importance, MemorySegment out, long offset) {
    if (!encodes()) {
      super.encode(in, at, n, importance, out, offset);
      return;
    }
    if (importance == null && needsImportance()) {
      throw new IllegalArgumentException(type() + " cannot be written without importances");
    }
    Row row = new Row(in, at, n, importance);
    byte[] bytes = new byte[Math.toIntExact(type().bytes(n))];
    for (int j = 0, i = 0; j < n; j += blockSize, i += blockBytes) {
      encodeBlock(row, j, bytes, i);
    }
    MemorySegment.copy(bytes, 0, out, ValueLayout.JAVA_BYTE, offset, bytes.length);
  }

  /** The binary16 value at byte {@code i}. */
  static float half(byte[] in, int i) {
    return Float.float16ToFloat((short) u16(in, i));
  }

  /**
   * Stores {@code value} rounded to binary16 at byte {@code i}.
   *
   * @return the value as stored
   */
  static float putHalf(byte[] out, int i, float value) {
    short bits = Float.floatToFloat16(value);
    putU16(out, i, bits);
    return Float.float16ToFloat(bits);
  }

  /** The little-endian unsigned 16-bit number at byte {@code i}. */
  static int u16(byte[] in, int i) {
    return (in[i] & 0xFF) | (in[i + 1] & 0xFF) << 8;
  }

  static void putU16(byte[] out, int i, int value) {
    out[i] = (byte) value;
    out[i + 1] = (byte) (value >> 8);
  }

  /** The little-endian 32-bit number at byte {@code i}. */
  static int i32(byte[] in, int i) {
    return u16(in, i) | u16(in, i + 2) << 16;
  }

  static void putI32(byte[] out, int i, int value) {
    putU16(out, i, value);
    putU16(out, i + 2, value >> 16);
  }
}
