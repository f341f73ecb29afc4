package dev.bantam.layer;

/**
 * What layers remember of a sequence's tokens: keys and values for attention, running state for
 * recurrent layers. When generating it is the KV cache; in an encoder or in training it holds just
 * the batch.
 *
 * <p>Layers are numbered by the model; a head's keys are {@link LayerMemory#keyDim} numbers, its
 * values {@link LayerMemory#valueDim}. Different (layer, sequence) pairs may be used from different
 * threads.
 */
public interface Memory {
  /**
   * Stores one token's keys and values. Positions come in ascending order, each following the last.
   *
   * @param keys [kvHeads, keyDim] from index {@code keysAt}
   * @param values [kvHeads, valueDim] from index {@code valuesAt}
   */
  void put(
      int layer,
      int sequence,
      int position,
      float[] keys,
      int keysAt,
      float[] values,
      int valuesAt);

  /** How many positions of a sequence are stored in a layer. */
  int length(int layer, int sequence);

  /** Reads the keys of one head at positions [from, to) into out[at ...] as [to - from, keyDim]. */
  void keys(int layer, int sequence, int head, int from, int to, float[] out, int at);

  /**
   * Reads the values of one head at positions [from, to) into out[at ...] as [to - from, valueDim].
   */
  void values(int layer, int sequence, int head, int from, int to, float[] out, int at);

  /**
   * The running state of a recurrent layer: an array of {@code size} floats, zero when the sequence
   * is new, that the layer reads and updates in place.
   *
   * @param name which state of that layer, such as {@code conv} or {@code ssm}
   */
  float[] state(int layer, int sequence, String name, int size);
}
