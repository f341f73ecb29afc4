package dev.bantam.kernel;

import dev.bantam.kernel.machine.Floats;
import dev.bantam.kernel.machine.LaneProgram;
import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How one storage type is decoded, encoded and multiplied: one subclass per {@link DType}, and
 * nothing outside it knows the type's layout. Kernels are stateless and thread-safe.
 */
public abstract class Kernel {
  private final DType type;

  protected Kernel(DType type) {
    this.type = type;
  }

  /** The kernel of a type; every type of {@link DType} that a weight can have has one. */
  public static Kernel of(DType type) {
    return Kernels.of(type);
  }

  public final DType type() {
    return type;
  }

  /**
   * Decodes {@code n} values.
   *
   * @param in the stored blocks
   * @param offset byte offset of the first block
   * @param out receives {@code n} values from index {@code at}
   * @param n a multiple of the block size
   */
  public abstract void decode(MemorySegment in, long offset, float[] out, int at, int n);

  /** Whether {@link #encode} writes this type. */
  public boolean encodes() {
    return false;
  }

  /**
   * Whether {@link #encode} gives useless results without importances (the types near two bits).
   */
  public boolean needsImportance() {
    return false;
  }

  /**
   * Encodes one row of {@code n} values as ggml does, byte for byte.
   *
   * @param in {@code n} finite values from index {@code at}; a multiple of the block size
   * @param importance [n], how much each column's error weighs (mean squared activation), or null
   * @param out receives the blocks from byte {@code offset}
   */
  public void encode(
      float[] in, int at, int n, float @Nullable [] importance, MemorySegment out, long offset) {
    throw new UnsupportedOperationException(type + " can be read but not written");
  }

  /**
   * y = W x for {@code rows} consecutive rows of W. Each sum is formed in the order that {@link
   * Dot} defines, so that it does not depend on how many rows or columns are multiplied together.
   *
   * @param w holds W [rows, k] from byte {@code offset}
   * @param x [k] from index {@code xAt}
   * @param y receives [rows] from index {@code yAt}
   */
  public final void matvec(
      MemorySegment w, long offset, int rows, int k, float[] x, int xAt, float[] y, int yAt) {
    if (Simd.ENABLED && pairs() && k % Dot.SUMS == 0) {
      RowPairs.multiply(this, w, offset, rows, k, x, xAt, y, yAt);
    } else if (k % Dot.SUMS == 0) {
      Panel.multiply(this, w, offset, rows, k, x, xAt, 0, 1, y, yAt, 0);
    } else {
      float[] filled = Arrays.copyOfRange(x, xAt, xAt + (k + Dot.SUMS - 1 & -Dot.SUMS));
      Arrays.fill(filled, k, filled.length, 0);
      Panel.multiply(this, w, offset, rows, k, filled, 0, 0, 1, y, yAt, 0);
    }
  }

  /** For how many rows of x {@link #matvec} for each is quicker than to decode W once for all. */
  final int fewRows() {
    return !pairs() ? 1 : type.blockSize == 32 ? 8 : 3;
  }

  /** How machine code takes this type apart ({@link LaneMatrix}), or null if it does not. */
  @Nullable LaneProgram lanes() {
    return null;
  }

  /** What machine code multiplies as stored, with the sums of {@link Dot}; null for other types. */
  @Nullable Floats floats() {
    return null;
  }

  /** Whether {@link #pair} multiplies rows as they are stored, without decoding them first. */
  boolean pairs() {
    return false;
  }

  /**
   * The running sums ({@link Dot}) of two rows of W with x, by vectors. Weights have the values
   * that {@link #decode} gives, to the bit.
   *
   * @param a byte offset of the first row
   * @param b byte offset of the second row
   * @param k columns, a multiple of 16
   * @param sums receives the first row's 16 sums from index {@code at}, the second row's from
   *     {@code at + RowPairs.SECOND}
   */
  void pair(MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    throw new UnsupportedOperationException(type.toString());
  }
}
