package dev.bantam.layer;

import dev.bantam.tensor.DType;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A memory in float32 for a batch or a few, freed by the collector: training, tests. */
public final class BatchMemory implements Memory {
  private record Key(int layer, int sequence, String name) {}

  private final List<LayerMemory> layers;
  private final PagePool pool = new PagePool(Arena.ofAuto());
  private final Map<Key, KeyValues> stored = new ConcurrentHashMap<>();
  private final Map<Key, float[]> states = new ConcurrentHashMap<>();

  /**
   * @param layers [layers] what each layer stores for a token
   */
  public BatchMemory(List<LayerMemory> layers) {
    this.layers = layers;
  }

  @Override
  public KeyValues keyValues(int layer, int sequence) {
    return stored.computeIfAbsent(
        new Key(layer, sequence, ""), k -> new KeyValues(layers.get(layer), DType.F32, pool));
  }

  @Override
  public float[] state(int layer, int sequence, String name, int size) {
    return states.computeIfAbsent(new Key(layer, sequence, name), k -> new float[size]);
  }
}
