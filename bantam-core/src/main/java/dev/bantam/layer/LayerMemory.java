package dev.bantam.layer;

import dev.bantam.kernel.KvLayout;
import dev.bantam.tensor.DType;

/**
 * What one layer stores for each token; all zero for a layer that has no attention.
 *
 * @param kvHeads number of key/value heads
 * @param keyDim numbers in a head's key
 * @param valueDim numbers in a head's value
 */
public record LayerMemory(int kvHeads, int keyDim, int valueDim) {
  /** A layer that stores no keys and values. */
  public static final LayerMemory NONE = new LayerMemory(0, 0, 0);

  /**
   * How this is stored as {@code type}.
   *
   * @throws IllegalArgumentException if it cannot be
   */
  public KvLayout layout(DType type) {
    return new KvLayout(type, kvHeads, keyDim, valueDim);
  }
}
