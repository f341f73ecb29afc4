package dev.bantam.kernel;

import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;
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
  public void matvec(
      MemorySegment w, long offset, int rows, int k, float[] x, int xAt, float[] y, int yAt) {
    float[] row = new float[k];
    long rowBytes = type.bytes(k);
    for (int r = 0; r < rows; r++) {
      decode(w, offset + r * rowBytes, row, 0, k);
      y[yAt + r] = Dot.dot(row, 0, x, xAt, k);
    }
  }
}
