package dev.bantam.layer;

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
}
