package dev.bantam.layer;

/**
 * What layers remember of a sequence's tokens: keys and values for attention, running state for
 * recurrent layers. When generating it is the KV cache; in an encoder or in training it holds just
 * the batch.
 *
 * <p>Layers are numbered by the model. Different (layer, sequence) pairs may be used from different
 * threads.
 */
public interface Memory {
  /** The keys and values that a layer stored of a sequence; empty ones if it stored none. */
  KeyValues keyValues(int layer, int sequence);

  /**
   * The same with room for the positions [from, to) more, which the caller then stores.
   *
   * @throws IllegalArgumentException if {@code from} does not follow the last position stored
   */
  default KeyValues extend(int layer, int sequence, int from, int to) {
    KeyValues stored = keyValues(layer, sequence);
    stored.extend(from, to);
    return stored;
  }

  /**
   * The running state of a recurrent layer: an array of {@code size} floats, zero when the sequence
   * is new, that the layer reads and updates in place.
   *
   * @param name which state of that layer, such as {@code conv} or {@code ssm}
   */
  float[] state(int layer, int sequence, String name, int size);

  /** Told after each block of a pass, whose rows will not look at what it stored again. */
  default void blockDone() {}
}
