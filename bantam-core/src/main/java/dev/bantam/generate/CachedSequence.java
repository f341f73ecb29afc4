package dev.bantam.generate;

import dev.bantam.layer.KeyValues;
import dev.bantam.layer.LayerMemory;
import dev.bantam.layer.PagePool;
import dev.bantam.tensor.DType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All that the cache holds of one sequence. */
final class CachedSequence {
  /** Tokens that the cache's capacity counts for this sequence. */
  volatile int reserved;

  private final KeyValues[] layers;
  private final Map<StateKey, float[]> states = new ConcurrentHashMap<>();

  private record StateKey(int layer, String name) {}

  CachedSequence(List<LayerMemory> shapes, DType type, PagePool pool) {
    layers =
        shapes.stream().map(shape -> new KeyValues(shape, type, pool)).toArray(KeyValues[]::new);
  }

  KeyValues layer(int layer) {
    return layers[layer];
  }

  /** See {@link dev.bantam.layer.Memory#state}. */
  float[] state(int layer, String name, int size) {
    float[] state = states.computeIfAbsent(new StateKey(layer, name), key -> new float[size]);
    if (state.length != size) {
      throw new IllegalArgumentException(
          "state %s of layer %d has %d numbers, not %d".formatted(name, layer, state.length, size));
    }
    return state;
  }

  boolean hasState() {
    return !states.isEmpty();
  }

  /** Bytes of recurrent state. */
  long stateBytes() {
    long bytes = 0;
    for (float[] state : states.values()) {
      bytes += (long) state.length * Float.BYTES;
    }
    return bytes;
  }

  void truncate(int length) {
    for (KeyValues layer : layers) {
      layer.truncate(length);
    }
  }

  /** Makes this new sequence begin as the first {@code length} positions of {@code from}. */
  void copy(CachedSequence from, int length) {
    for (int i = 0; i < layers.length; i++) {
      layers[i].copy(from.layers[i], length);
    }
    from.states.forEach((key, state) -> states.put(key, state.clone()));
  }
}
