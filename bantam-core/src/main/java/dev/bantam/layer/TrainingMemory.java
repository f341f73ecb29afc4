package dev.bantam.layer;

import dev.bantam.tensor.DType;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory of passes over whole sequences, in float32: nothing outlives the block that stored it,
 * so that all blocks, and the same block when it is run again, use the same pages.
 */
public final class TrainingMemory implements Memory {
  private record State(int sequence, String name) {}

  private final List<LayerMemory> layers;
  private final PagePool pool = new PagePool(Arena.ofAuto());
  private final Map<Integer, KeyValues> stored = new HashMap<>();
  private final Map<State, float[]> states = new HashMap<>();

  /**
   * @param layers [layers] what each layer stores for a token
   */
  public TrainingMemory(List<LayerMemory> layers) {
    this.layers = layers;
  }

  @Override
  public KeyValues keyValues(int layer, int sequence) {
    return stored.computeIfAbsent(sequence, s -> new KeyValues(layers.get(layer), DType.F32, pool));
  }

  @Override
  public float[] state(int layer, int sequence, String name, int size) {
    return states.computeIfAbsent(new State(sequence, name), s -> new float[size]);
  }

  @Override
  public void blockDone() {
    stored.values().forEach(keyValues -> keyValues.truncate(0));
    stored.clear();
    states.clear();
  }
}
